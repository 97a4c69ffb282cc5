//! Bodies that are no envelopes, or are too many of them.

use crate::answers::{CALLER, LARGEST, notification, receive_one, with_body};
use integration::spans::SAMPLED;
use serde_json::json;

#[tokio::test]
async fn bodies_of_any_kind_are_left_alone() {
    let deep = "[".repeat(LARGEST / 2);
    let closed = deep.clone() + &"]".repeat(LARGEST / 2);
    let deep_detail = format!(r#"{{"detail": {{"traceparent": {deep}"#);
    let closed_detail = format!(r#"{{"detail": {{"traceparent": {closed}}}}}"#);
    let deep_unknown = format!(r#"{{"traceparent": {closed}}}"#);
    let objects = r#"{"detail":"#.repeat(LARGEST / 20) + "traceparent";
    let largest = "x".repeat(LARGEST);
    let largest_json = format!(r#"{{"Type": "Notification", "Message": "{largest}traceparent"}}"#);
    for body in [
        "",
        "no JSON",
        "\u{feff}{}",
        "null",
        "traceparent",
        "{\"traceparent",
        r#"{"traceparent": 1}"#,
        r#"[{"traceparent": "x"}]"#,
        &largest,
        &largest_json,
        &deep,
        &closed,
        &deep_detail,
        &closed_detail,
        &deep_unknown,
        &objects,
    ] {
        let start: String = body.chars().take(40).collect();
        let outcome = receive_one(with_body(body)).await;
        assert!(outcome.span.links.is_empty(), "{start}");
        let shown = format!("{:?}", outcome.span).len();
        assert!(shown < 20_000, "{start}: {shown}");
    }
}

#[tokio::test]
async fn envelopes_that_are_none_link_to_nothing() {
    let carried = json!({"traceparent": {"Type": "String", "Value": SAMPLED}});
    for envelope in [
        json!({"Type": "Notification", "MessageAttributes": [carried]}),
        json!({"Type": "Notification", "MessageAttributes": {"traceparent": SAMPLED}}),
        json!({"Type": "Notification", "MessageAttributes": {"traceparent": null}}),
        json!({"Type": "Notification", "MessageAttributes": {"traceparent": {"Value": 1}}}),
        json!({"Type": "Notification", "MessageAttributes": {"traceparent": {"Value": "x"}}}),
        json!({"Type": "Notification", "MessageAttributes": null, "Message": {"traceparent": SAMPLED}}),
        json!({"Type": 1, "MessageAttributes": carried}),
        json!({"detail": [{"traceparent": SAMPLED}]}),
        json!({"detail": format!("traceparent {SAMPLED}")}),
        json!({"detail": {"traceparent": [SAMPLED]}}),
        json!({"detail": {"traceparent": "x"}}),
        json!({"detail": null, "traceparent": SAMPLED}),
    ] {
        let outcome = receive_one(with_body(&envelope.to_string())).await;
        assert!(outcome.span.links.is_empty(), "{envelope}");
    }
}

#[tokio::test]
async fn one_bad_attribute_of_an_envelope_does_not_hide_the_others() {
    for other in [
        json!({"Type": "Binary", "Value": "/w=="}),
        json!({"Type": "String.Array", "Value": "[1]"}),
        json!({"Type": "Number", "Value": 1}),
        json!({"Type": "String"}),
        json!(null),
        json!("x"),
    ] {
        let attributes =
            json!({"other": other, "traceparent": {"Type": "String", "Value": SAMPLED}});
        let outcome = receive_one(with_body(&notification("hello", &attributes).to_string())).await;
        assert_eq!(outcome.links(), CALLER, "{other}");
    }
}

#[tokio::test]
async fn envelopes_in_envelopes_end_somewhere() {
    let carried = json!({"traceparent": {"Type": "String", "Value": SAMPLED}});
    let mut body = notification("hello", &carried);
    let mut linked = Vec::new();
    // Each one doubles the escapes of those within.
    for _ in 0..12 {
        let outcome = receive_one(with_body(&body.to_string())).await;
        linked.push(!outcome.span.links.is_empty());
        body = notification(&body.to_string(), &json!({}));
    }
    assert!(linked[0], "{linked:?}");
    assert!(!linked[11], "{linked:?}");
    assert!(linked.is_sorted_by(|one, next| one >= next), "{linked:?}");
}
