use crate::support::{captured, core, masked, of_type};
use http::HeaderMap;
use proptest::prelude::*;
use std::sync::LazyLock;

static CORE: LazyLock<std::sync::Arc<lumigo_core::ActiveCore>> = LazyLock::new(|| core(&[]));

#[test]
fn what_looks_like_a_secret_member_is_masked() {
    for (body, expected) in [
        (r#"{"a":"x"y","key":"s"}"#, r#"{"a":"x"y","key":"****"}"#),
        (r#"{"a" "key" : "s" "b":1}"#, r#"{"a" "key" : "****""#),
        (
            r#"{'password': 's', 'b': None}"#,
            r#"{'password': '****', 'b': None}"#,
        ),
        (r#"{password: s, b: 1}"#, r#"{password: "****", b: 1}"#),
        (r#"{password=s, b=1}"#, r#"{password="****", b=1}"#),
        (
            r#"{"password":NaN,"b":NaN}"#,
            r#"{"password":"****","b":NaN}"#,
        ),
        (r#"{"password":"s","#, r#"{"password":"****","#),
        (
            r#"[1] {\"password\":\"s\"} and more"#,
            r#"[1] {\"password\":\"****\"} and more"#,
        ),
        (r#"[INFO] nothing: here"#, r#"[INFO] nothing: here"#),
    ] {
        assert_eq!(masked(body), expected, "{body}");
    }
}

#[test]
fn what_is_said_to_be_json_is_masked_whatever_it_starts_with() {
    for (body, expected) in [
        (
            ")]}',\n{\"token\":\"s\",\"b\":1}",
            ")]}',\n{\"token\":\"****\",\"b\":1}",
        ),
        (
            "callback({\"token\":\"s\"})",
            "callback({\"token\":\"****\"})",
        ),
        ("token: s", "token: \"****\""),
        ("b: c", "b: c"),
    ] {
        let headers = of_type("application/json");
        let masked = captured(&CORE, &headers, [body.as_bytes()]);
        assert_eq!(masked.unwrap(), expected, "{body}");
    }
}

/// Text that is much like JSON, but rarely is.
const JUNK: &str =
    r#"([{}\[\]:,="'\\ \n]|"|\\"|key|"token"|ab|\\u0022|\\u005c|12|"\{|\[\\"){0,10}"#;
/// A secret member in some of its forms.
const MEMBERS: &str = r#"("password": ?"§§"|"p\\u0061ssword": ?§|"secret" : [\[{]"§)"#;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn no_text_around_a_secret_member_brings_it_out(
        start in r#"[{\[]"#,
        before in JUNK,
        member in MEMBERS,
        after in JUNK,
        cut in any::<prop::sample::Index>(),
    ) {
        let body = format!("{start}{before}{member}{after}");
        let cut = cut.index(body.len() + 1);
        for end in [cut, body.len()] {
            let kept = captured(&CORE, &HeaderMap::new(), [&body.as_bytes()[..end]]).unwrap();
            prop_assert!(!kept.contains('§'), "{body}\n{kept}");
        }
    }
}
