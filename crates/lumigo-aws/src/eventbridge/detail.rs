//! The detail of an event, which is a JSON object.

use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::HashMap;

/// The detail with these members before its own, which stay as they are written. `None` when it is no object,
/// or has one of the names already.
pub(super) fn with_fields<'a>(
    detail: &str,
    fields: &[(String, String)],
    mut names: impl Iterator<Item = &'a str>,
) -> Option<String> {
    let members = serde_json::from_str::<Object>(detail).ok()?.0;
    if fields.is_empty() || names.any(|name| members.contains_key(name)) {
        return None;
    }
    let rest = detail.trim_start().strip_prefix('{')?;
    let mut text = String::from("{");
    for (position, (name, value)) in fields.iter().enumerate() {
        if position > 0 {
            text.push(',');
        }
        text.push_str(&serde_json::to_string(name).ok()?);
        text.push(':');
        text.push_str(&serde_json::to_string(value).ok()?);
    }
    if !members.is_empty() {
        text.push(',');
    }
    text.push_str(rest);
    Some(text)
}

#[derive(Deserialize)]
struct Object(HashMap<String, IgnoredAny>);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    const NAMES: [&str; 3] = ["traceparent", "tracestate", "baggage"];

    fn inject(detail: &str) -> Option<String> {
        let fields = [("traceparent", "00-1"), ("baggage", "a=\"b\"")];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        with_fields(detail, &fields, NAMES.into_iter())
    }

    #[test]
    fn only_an_object_without_a_trace_gets_one() {
        let cases: [(&str, Option<&str>); 10] = [
            ("{}", Some(r#"{"traceparent":"00-1","baggage":"a=\"b\""}"#)),
            (
                " {\n}",
                Some("{\"traceparent\":\"00-1\",\"baggage\":\"a=\\\"b\\\"\"\n}"),
            ),
            (
                r#"{"a" : 1.0}"#,
                Some(r#"{"traceparent":"00-1","baggage":"a=\"b\"","a" : 1.0}"#),
            ),
            (r#"{"traceparent":"mine"}"#, None),
            (r#"{"tracestate":null}"#, None),
            (r#"{"baggage":"a=b","c":1}"#, None),
            ("[]", None),
            (r#"{"a":1"#, None),
            (r#"{"a":1} x"#, None),
            ("", None),
        ];
        for (detail, expected) in cases {
            assert_eq!(inject(detail).as_deref(), expected, "{detail}");
        }
    }

    proptest! {
        #[test]
        fn whatever_an_object_holds_stays(name in "\\PC{0,8}", text in "\\PC*", number: i64) {
            let detail = json!({ name: { "text": text, "numbers": [number, null] } });
            let injected = inject(&detail.to_string()).unwrap();
            let mut injected: Value = serde_json::from_str(&injected).unwrap();
            let members = injected.as_object_mut().unwrap();
            for name in ["traceparent", "baggage"] {
                prop_assert!(members.remove(name).is_some());
            }
            prop_assert_eq!(injected, detail);
        }

        #[test]
        fn any_text_is_taken(text in "\\PC*") {
            inject(&text);
        }
    }
}
