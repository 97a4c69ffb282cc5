//! Messages as no queue should give them: the span says what can be said.

use crate::answers::{notification, receive, with_attributes};
use crate::canned::Canned;
use crate::support::{Host, block_on};
use integration::moto::sdk_config;
use integration::spans::{SAMPLED, error_type};
use integration::wire::soon;
use lumigo_opentelemetry::aws::SendScoped;
use proptest::prelude::*;
use serde_json::{Value, json};

#[tokio::test]
async fn messages_without_anything_are_messages() {
    for (messages, count) in [
        (json!([{}]), 1),
        (json!([{}, {}, {}]), 3),
        (
            json!([{"MessageId": null, "ReceiptHandle": null, "Body": null}]),
            1,
        ),
        (
            json!([{"MessageId": "", "ReceiptHandle": "", "Body": "", "MessageAttributes": {}}]),
            1,
        ),
        (
            json!([{"MessageId": "m-1"}, {"Body": "hello"}, {"ReceiptHandle": "r-1"}]),
            3,
        ),
        (
            json!([{"Attributes": {"SenderId": "", "Unheard": "x"}, "Unheard": [1]}]),
            1,
        ),
    ] {
        let outcome = receive(json!({"Messages": messages}).to_string()).await;
        assert_eq!(outcome.messages.len(), count, "{messages}");
        let first = outcome.messages[0].message_id();
        let shown = outcome.span.attribute("messaging.message.id");
        assert_eq!(shown.and_then(Value::as_str), first, "{messages}");
    }
}

#[tokio::test]
async fn answers_without_messages_are_empty_polls() {
    for answer in [
        "{}",
        r#"{"Messages": null}"#,
        r#"{"Messages": []}"#,
        r#"{"Other": 1}"#,
        "",
    ] {
        let server = Canned::always(answer).await;
        let host = Host::start();
        let receive = host.sqs_at(&server.endpoint()).receive_message();
        let batch = soon(receive.queue_url(server.queue()).send_scoped()).await;
        assert!(batch.unwrap().is_empty(), "{answer}");
        assert!(host.spans().is_empty(), "{answer}");
    }
}

#[tokio::test]
async fn answers_that_cannot_be_read_fail_as_without_the_interceptor() {
    for answer in [
        "[",
        "[]",
        "1",
        r#"{"Messages": {}}"#,
        r#"{"Messages": [1]}"#,
        "\u{0}",
    ] {
        let server = Canned::always(answer).await;
        let host = Host::start();
        let bare = aws_sdk_sqs::Client::new(&sdk_config(&server.endpoint()));
        let expected = bare.receive_message().queue_url(server.queue()).send();
        let expected = soon(expected).await.unwrap_err();
        let receive = host.sqs_at(&server.endpoint()).receive_message();
        let error = soon(receive.queue_url(server.queue()).send_scoped())
            .await
            .unwrap_err();
        assert_eq!(error.to_string(), expected.to_string(), "{answer}");
        let span = host.only_span();
        assert!(error_type(&span).is_some(), "{answer}");
        assert_eq!(span.attribute("http.response.status_code").unwrap(), 200);
    }
}

#[tokio::test]
async fn more_messages_than_a_queue_gives_are_all_handed_on() {
    let message =
        with_attributes(json!({"traceparent": {"DataType": "String", "StringValue": SAMPLED}}));
    let outcome = receive(json!({"Messages": vec![message; 500]}).to_string()).await;
    assert_eq!(outcome.messages.len(), 500);
    assert!(!outcome.span.links.is_empty());
}

/// What may stand where a text is expected.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[0-9a-fA-F-]{0,60}",
        "0[0-9a-f]-[0-9a-f]{31,33}-[0-9a-f]{15,17}-0[0-3]",
        r#"\{"(Type|detail|Message|traceparent)": *("Notification"|\{"traceparent": ?"x"\}|\[|1)[,}]{0,3}"#,
        Just(SAMPLED.to_owned()),
    ]
}

fn any_name() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("traceparent".to_owned()),
        Just("tracestate".to_owned()),
        Just("baggage".to_owned()),
        any::<String>(),
    ]
}

fn any_attribute() -> impl Strategy<Value = Value> {
    prop_oneof![
        any_text().prop_map(|text| json!({"DataType": "String", "StringValue": text})),
        (any::<String>(), any_text())
            .prop_map(|(kind, text)| json!({"DataType": kind, "StringValue": text})),
        Just(json!({"DataType": "Binary", "BinaryValue": "AP8="})),
        Just(json!({})),
    ]
}

fn any_message() -> impl Strategy<Value = Value> {
    let attributes = prop::collection::hash_map(any_name(), any_attribute(), 0..5);
    let enveloped = (any_text(), any_name(), any_text()).prop_map(|(message, name, value)| {
        notification(&message, &json!({name: {"Type": "String", "Value": value}})).to_string()
    });
    let event = (any_name(), any_text())
        .prop_map(|(name, value)| json!({"source": "shop", "detail": {name: value}}).to_string());
    let body = prop_oneof![any_text(), enveloped, event];
    (attributes, prop::option::of(body)).prop_map(|(attributes, body)| {
        json!({"MessageId": "m-1", "Body": body, "MessageAttributes": attributes})
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_messages_are_the_host_sees_them_as_they_are(
        messages in prop::collection::vec(any_message(), 1..5),
    ) {
        let answer = json!({"Messages": messages}).to_string();
        block_on(receive(answer));
    }
}
