use crate::support::{captured, core, of_type};
use http::HeaderMap;
use lumigo_core::MaskingContext;

const LIST: &str = "LUMIGO_SECRET_MASKING_REGEX";

#[test]
fn keys_are_compared_as_their_reader_sees_them() {
    let core = core(&[(LIST, r#"["^pin$", "^\\d+$", "(?=x)x.y", "^a b$"]"#)]);
    for (body, expected) in [
        (r#"{"PIN":1,"spin":2}"#, r#"{"PIN":"****","spin":2}"#),
        (r#"{"\u0070in":1}"#, r#"{"\u0070in":"****"}"#),
        (r#"{"12":1,"1a":2}"#, r#"{"12":"****","1a":2}"#),
        (r#"{"x\ny":1}"#, r#"{"x\ny":"****"}"#),
        (
            r#"{pin:1,'pin':'2',12:3}"#,
            r#"{pin:"****",'pin':'****',12:"****"}"#,
        ),
        (
            r#"[x] \"pin\": 1, \"{\\\"pin\\\": 2}\""#,
            r#"[x] \"pin\": "****", \"{\\\"pin\\\": "****"}\""#,
        ),
    ] {
        let masked = captured(&core, &HeaderMap::new(), [body.as_bytes()]);
        assert_eq!(masked.unwrap(), expected, "{body}");
    }
    let form = of_type("application/x-www-form-urlencoded");
    let masked = captured(&core, &form, [&b"p%69n=1&a+b=2&spin=3"[..]]);
    assert_eq!(masked.unwrap(), "p%69n=****&a+b=****&spin=3");
}

#[test]
fn an_empty_list_masks_nothing() {
    let core = core(&[(LIST, "[]")]);
    for body in [r#"{"password":1}"#, "password=1", r#"{"a":"{\"key\":1}"#] {
        for content_type in ["application/json", "application/x-www-form-urlencoded"] {
            let masked = captured(&core, &of_type(content_type), [body.as_bytes()]);
            assert_eq!(masked.unwrap(), body);
        }
        assert_eq!(core.mask_text(MaskingContext::General, body), body);
    }
}

#[test]
fn texts_are_masked_as_payloads_are() {
    let core = core(&[("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "20")]);
    for (text, whole, cut) in [
        ("plain key=1", "plain key=1", "plain key=1"),
        ("", "", ""),
        (
            " {\"key\":\"0123456789abcdef\"}",
            " {\"key\":\"****\"}",
            " {\"key\":\"****\"",
        ),
        ("{\0\"\0k\0e\0y\0", "****", "****"),
        (
            "a long text that is cut there",
            "a long text that is cut there",
            "a long text that is ",
        ),
    ] {
        let context = MaskingContext::General;
        assert_eq!(core.mask_text(context, text), whole, "{text:?}");
        assert_eq!(core.payload_text(context, text).unwrap(), cut, "{text:?}");
    }
}
