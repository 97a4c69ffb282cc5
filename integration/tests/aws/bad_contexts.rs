//! Contexts that nobody should have put on a message.

use crate::answers::{
    CALLER, LARGEST, notification, receive, receive_one, with_attributes, with_body,
};
use integration::spans::{PARENT, SAMPLED, TRACE};
use serde_json::json;

#[tokio::test]
async fn a_context_that_cannot_be_read_links_to_nothing() {
    let upper = SAMPLED.to_uppercase();
    let twice = format!("{SAMPLED},{SAMPLED}");
    let long = "0".repeat(LARGEST / 2);
    for (reason, value) in [
        ("empty", ""),
        ("blank", " "),
        ("no context", "hello"),
        ("the version alone", "00-"),
        ("no flags", &SAMPLED[..52]),
        (
            "no ids",
            "00-00000000000000000000000000000000-0000000000000000-01",
        ),
        (
            "no trace",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        ),
        (
            "no span",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        ),
        (
            "a forbidden version",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        ),
        (
            "no hexadecimal digits",
            "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
        ),
        ("capitals", &upper),
        ("two in one", &twice),
        (
            "more behind it",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-00",
        ),
        (
            "other letters",
            "００-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        ),
        (
            "a control character",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0\u{0}",
        ),
        ("very long", &long),
    ] {
        let attribute = json!({"DataType": "String", "StringValue": value});
        let outcome = receive_one(with_attributes(json!({"traceparent": attribute}))).await;
        assert!(outcome.span.links.is_empty(), "{reason}");
        assert!(outcome.span.is_root(), "{reason}");
    }
}

#[tokio::test]
async fn a_context_of_another_type_links_to_nothing_unless_it_is_text() {
    let binary = "MDAtNGJmOTJmMzU3N2IzNGRhNmEzY2U5MjlkMGUwZTQ3MzYtMDBmMDY3YWEwYmE5MDJiNy0wMQ==";
    for (attribute, links) in [
        (json!({"DataType": "Binary", "BinaryValue": binary}), false),
        (json!({"DataType": "Binary", "BinaryValue": "/w=="}), false),
        (json!({"DataType": "Binary"}), false),
        (json!({"DataType": "String"}), false),
        (json!({"DataType": "String", "StringValue": null}), false),
        (
            json!({"DataType": "String", "StringListValues": [SAMPLED]}),
            false,
        ),
        (json!({}), false),
        (json!({"StringValue": SAMPLED}), true),
        (
            json!({"DataType": "String.trace", "StringValue": SAMPLED}),
            true,
        ),
        (
            json!({"DataType": "String", "StringValue": SAMPLED, "BinaryValue": binary}),
            true,
        ),
    ] {
        let attributes =
            json!({"traceparent": attribute, "own": {"DataType": "String", "StringValue": "1"}});
        let outcome = receive_one(with_attributes(attributes)).await;
        let expected: &[_] = if links { &CALLER } else { &[] };
        assert_eq!(outcome.links(), expected, "{attribute}");
    }
}

#[tokio::test]
async fn of_a_context_that_is_there_twice_one_is_taken() {
    let other = SAMPLED.replace("00f067aa0ba902b7", "1111111111111111");
    let attribute = |value: &str| format!(r#"{{"DataType": "String", "StringValue": "{value}"}}"#);
    let (first, second) = (attribute(SAMPLED), attribute(&other));
    let answer = format!(
        r#"{{"Messages": [{{"Body": "hello", "MessageAttributes": {{"traceparent": {first}, "traceparent": {second}}}}}]}}"#
    );
    let outcome = receive(answer).await;
    // It is the SDK that takes the last of members with the same name.
    assert_eq!(outcome.links(), [(TRACE, "1111111111111111")]);
}

#[tokio::test]
async fn names_in_other_letters_are_the_host_s_own() {
    let attribute = |value: &str| json!({"DataType": "String", "StringValue": value});
    for name in [
        "Traceparent",
        "TRACEPARENT",
        "traceparent ",
        "x.traceparent",
        "",
    ] {
        let outcome = receive_one(with_attributes(json!({name: attribute(SAMPLED)}))).await;
        assert!(outcome.span.links.is_empty(), "{name:?}");
    }
    let other = SAMPLED.replace(PARENT, "1111111111111111");
    let all = json!({
        "TRACEPARENT": attribute("x"),
        "TraceParent": attribute(&other),
        "traceparent": attribute(SAMPLED),
    });
    // Attributes have no order.
    for _ in 0..20 {
        assert_eq!(
            receive_one(with_attributes(all.clone())).await.links(),
            CALLER
        );
    }
}

#[tokio::test]
async fn a_bad_state_or_baggage_does_not_spoil_the_context() {
    for (name, value) in [
        ("tracestate", ""),
        ("tracestate", "no state"),
        ("tracestate", "a=1,a=1,,=,\u{7f}"),
        ("tracestate", &"a=1,".repeat(10_000)),
        ("baggage", ""),
        ("baggage", "no baggage"),
        ("baggage", "=;=,%zz=%ff"),
        ("baggage", &"user=ada,".repeat(10_000)),
    ] {
        let attribute = |value: &str| json!({"DataType": "String", "StringValue": value});
        let attributes = json!({"traceparent": attribute(SAMPLED), name: attribute(value)});
        let outcome = receive_one(with_attributes(attributes)).await;
        assert_eq!(outcome.links(), CALLER, "{name}: {}", value.len());
    }
}

#[tokio::test]
async fn the_attributes_of_a_message_win_over_those_of_its_envelope() {
    let inner = SAMPLED.replace("00f067aa0ba902b7", "1111111111111111");
    let body = notification(
        "hello",
        &json!({"traceparent": {"Type": "String", "Value": inner}}),
    );
    let mut message = with_body(&body.to_string());
    message["MessageAttributes"] =
        json!({"traceparent": {"DataType": "String", "StringValue": SAMPLED}});
    assert_eq!(receive_one(message.clone()).await.links(), CALLER);
    message["MessageAttributes"]["traceparent"]["StringValue"] = json!("no context");
    let outcome = receive_one(message).await;
    assert_eq!(outcome.links(), [(TRACE, "1111111111111111")]);
}
