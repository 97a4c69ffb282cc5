use crate::support::{LIMIT, captured, core, headers, of_type};
use http::HeaderMap;
use lumigo_core::{Capture, MaskingContext};

#[test]
fn a_payload_is_read_as_its_type_says() {
    let core = core(&[]);
    let json: (&[u8], _) = (br#"{"key": 1}"#, Some(r#"{"key": "****"}"#));
    let string: (&[u8], _) = (br#""{\"key\": 1}""#, Some(r#""{\"key\": \"****\"}""#));
    let form: (&[u8], _) = (b"user=ada&key=1", Some("user=ada&key=****"));
    let text: (&[u8], _) = (b"the key: 1", Some("the key: 1"));
    for (content_type, (payload, expected)) in [
        ("application/json", json),
        ("application/json", string),
        ("APPLICATION/JSON;charset=\"UTF-8\"", json),
        ("application/ld+json", json),
        ("application/x-amz-json-1.0", string),
        ("application/x-ndjson", string),
        ("text/plain", json),
        ("text/plain", form),
        ("text/plain; charset=us-ascii", text),
        ("text/html", text),
        ("application/x-www-form-urlencoded", form),
        ("application/x-www-form-urlencoded", json),
        ("application/x-www-form-urlencoded; charset=utf-8", form),
        ("multipart/form-data; boundary=x", (form.0, None)),
        ("application/octet-stream", (json.0, None)),
        ("application/pdf", (text.0, None)),
        ("image/png", (text.0, None)),
        ("application/json; charset=utf-16le", (json.0, None)),
        ("text/plain; charset=iso-8859-1", (text.0, None)),
    ] {
        let masked = captured(&core, &of_type(content_type), [payload]);
        assert_eq!(masked.as_deref(), expected, "{content_type}");
    }
    for (payload, expected) in [json, text, form] {
        let masked = captured(&core, &HeaderMap::new(), [payload]);
        assert_eq!(masked.as_deref(), expected);
    }
}

#[test]
fn a_form_of_no_known_type_is_masked_wherever_it_is_cut() {
    let form = "user=ada&password=hunter2&of={\"token\":\"hunter3\"}";
    for limit in 0..=form.len() {
        let core = core(&[(LIMIT, &limit.to_string())]);
        for headers in [HeaderMap::new(), of_type("text/plain")] {
            let masked = captured(&core, &headers, [form.as_bytes()]).unwrap();
            assert!(!masked.contains('h'), "{masked}");
        }
    }
    let core = core(&[]);
    for (payload, expected) in [
        (
            "x={\"token\":\"hunter2\"}&b",
            Some("x={\"token\":\"****\"}&b"),
        ),
        ("p\0assword=hunter2", None),
        ("a=b\npassword=c", Some("a=b\npassword=c")),
    ] {
        let masked = captured(&core, &HeaderMap::new(), [payload.as_bytes()]);
        assert_eq!(masked.as_deref(), expected);
    }
}

#[test]
fn events_of_a_stream_are_masked() {
    let events = b"event: a\ndata: {\"token\": \"x\", \"b\": 1}\n\ndata: {\"b\": 2}\n\n";
    let masked = captured(&core(&[]), &of_type("text/event-stream"), [&events[..]]);
    let expected = "event: a\ndata: {\"token\": \"****\", \"b\": 1}\n\ndata: {\"b\": 2}\n\n";
    assert_eq!(masked.unwrap(), expected);
}

#[test]
fn compressed_payloads_are_only_counted() {
    let core = core(&[]);
    for (encodings, kept) in [
        (&["identity"][..], true),
        (&["Identity", "identity"], true),
        (&["gzip"], false),
        (&["identity", "br"], false),
        (&["identity, gzip"], false),
    ] {
        let pairs: Vec<_> = encodings
            .iter()
            .map(|encoding| ("content-encoding", encoding.as_bytes()))
            .collect();
        let masked = captured(&core, &headers(&pairs), [&b"text"[..]]);
        assert_eq!(masked.is_some(), kept, "{encodings:?}");
    }
}

#[test]
fn what_is_not_utf_8_is_only_counted() {
    let core = core(&[]);
    for (payload, expected) in [
        (&b"caf\xc3\xa9"[..], Some("café")),
        (b"caf\xc3", Some("caf")),
        (b"caf\xe9.", None),
        (b"\xff\xfe{\0", None),
        (b"{\0\"\0k\0e\0y\0\"\0", None),
        (b"\0{\0\"\0k\0e\0y\0\"", None),
        (b"a\0b", Some("a\0b")),
        (b"\x1f\x8b\x08", None),
        (b"", Some("")),
    ] {
        let masked = captured(&core, &HeaderMap::new(), [payload]);
        assert_eq!(masked.as_deref(), expected, "{payload:?}");
    }
}

#[test]
fn characters_are_counted_and_not_bytes() {
    let core = core(&[(LIMIT, "5")]);
    for (payload, expected) in [
        ("abcdef", "abcde"),
        ("abcde", "abcde"),
        ("éééééé", "ééééé"),
        ("😀😀😀😀😀😀", "😀😀😀😀😀"),
        ("", ""),
    ] {
        for size in 1..=payload.len().max(1) {
            let chunks = payload.as_bytes().chunks(size);
            let masked = captured(&core, &HeaderMap::new(), chunks);
            assert_eq!(masked.unwrap(), expected, "{payload} in chunks of {size}");
        }
    }
}

#[test]
fn a_mask_does_not_make_a_payload_longer_than_the_limit() {
    let core = core(&[(LIMIT, "12")]);
    let payload = br#"{"key":1,"b":2}"#;
    let masked = captured(&core, &HeaderMap::new(), [&payload[..]]);
    assert_eq!(masked.unwrap(), r#"{"key":"****"#);
    let none = crate::support::core(&[(LIMIT, "0")]);
    assert_eq!(
        captured(&none, &HeaderMap::new(), [&payload[..]]).unwrap(),
        ""
    );
}

#[test]
fn nothing_is_captured_when_that_is_switched_off() {
    let core = core(&[("LUMIGO_CAPTURE_PAYLOADS", "false")]);
    let context = MaskingContext::RequestBody;
    let headers = HeaderMap::new();
    assert!(core.capture(context, &headers).is_none());
    assert!(core.payload_text(context, "text").is_none());
    assert!(core.mask_headers(context, &headers).is_none());
}

#[test]
fn all_hides_whatever_there_is() {
    let core = core(&[("LUMIGO_SECRET_MASKING_REGEX_HTTP_REQUEST_BODIES", "all")]);
    for content_type in ["application/json", "text/plain", "image/png"] {
        for payload in [&b""[..], b"{}", b"text", b"\xff"] {
            let masked = captured(&core, &of_type(content_type), [payload]);
            assert_eq!(masked.as_deref(), Some("****"), "{content_type}");
        }
    }
}

#[test]
fn a_capture_can_go_wherever_a_body_goes_and_prints_nothing_of_it() {
    fn goes_anywhere<T: Send + Sync + 'static>(capture: T) -> T {
        capture
    }
    let core = core(&[]);
    let capture = core.capture(MaskingContext::ResponseBody, &HeaderMap::new());
    let mut capture: Capture = goes_anywhere(capture.unwrap());
    capture.push(b"hunter2");
    assert!(!format!("{capture:?}").contains("hunter2"));
}
