//! Messages as no queue should give them: the host sees what it sees without the interceptor, and the span
//! says what can be said.

use crate::canned::Canned;
use crate::support::{Host, block_on};
use aws_sdk_sqs::types::Message;
use integration::moto::sdk_config;
use integration::spans::{PARENT, SAMPLED, TRACE, current, error_type};
use integration::wire::soon;
use lumigo_opentelemetry::aws::SendScoped;
use lumigo_testing::TestSpan;
use proptest::prelude::*;
use serde_json::{Value, json};

/// The most that a message may have.
const LARGEST: usize = 1_048_576;

/// What came of an answer: its messages, and the span of the receive.
struct Outcome {
    messages: Vec<Message>,
    span: TestSpan,
}

impl Outcome {
    /// Where the span says that the messages come from.
    fn links(&self) -> Vec<(&str, &str)> {
        let links = self.span.links.iter();
        links
            .map(|link| (&*link.trace_id, &*link.span_id))
            .collect()
    }
}

/// Receives this answer with the interceptor and without it, works on each message, and checks what must
/// be so for every answer that the SDK can read.
async fn receive(answer: impl Into<Vec<u8>>) -> Outcome {
    let server = Canned::always(answer.into()).await;
    let host = Host::start();
    let bare = aws_sdk_sqs::Client::new(&sdk_config(&server.endpoint()));
    let ask = |sqs: &aws_sdk_sqs::Client| {
        let request = sqs.receive_message().queue_url(server.queue());
        request.message_attribute_names("All")
    };
    let expected = soon(ask(&bare).send()).await.unwrap();
    let observed = host.sqs_at(&server.endpoint());
    let batch = soon(ask(&observed).send_scoped()).await.unwrap();
    let span = host.only_span();
    let messages = batch.into_messages();
    let mut processed = 0;
    for message in &messages {
        message.in_scope(async {}).await;
        let is_sampled = async { processed += usize::from(!current().ends_with(['0', '2'])) };
        message.process(is_sampled).await;
    }
    let messages: Vec<_> = messages.into_iter().map(|one| one.into_inner()).collect();
    assert_eq!(messages, expected.messages.unwrap_or_default());
    assert_eq!(
        (&*span.name, error_type(&span)),
        ("SQS.ReceiveMessage", None)
    );
    assert_eq!(span.duplicate_keys, Vec::<String>::new());
    // It is read by programs.
    let data = span.attribute("lumigoData").unwrap().as_str().unwrap();
    let data: Value = serde_json::from_str(data).unwrap();
    assert!(data["trigger"].is_array(), "{data}");
    let count = span.attribute("messaging.batch.message_count").unwrap();
    assert_eq!(*count, messages.len());
    // A producer that is not sampled has its way.
    assert_eq!(host.spans().len(), 1 + processed);
    Outcome { messages, span }
}

/// Receives one message, which must be read as it is.
async fn receive_one(message: Value) -> Outcome {
    let outcome = receive(json!({"Messages": [message]}).to_string()).await;
    assert_eq!(outcome.messages.len(), 1);
    outcome
}

fn with_attributes(attributes: Value) -> Value {
    json!({
        "MessageId": "m-1",
        "ReceiptHandle": "r-1",
        "Body": "hello",
        "MD5OfBody": "0",
        "MD5OfMessageAttributes": "0",
        "MessageAttributes": attributes,
    })
}

fn with_body(body: &str) -> Value {
    json!({"MessageId": "m-1", "ReceiptHandle": "r-1", "Body": body})
}

/// The caller of all that is well formed here.
const CALLER: [(&str, &str); 1] = [(TRACE, PARENT)];

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
    // The right one is found among them.
    let all = json!({"TraceParent": attribute("x"), "traceparent": attribute(SAMPLED)});
    assert_eq!(receive_one(with_attributes(all)).await.links(), CALLER);
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

/// A notification of SNS.
fn notification(message: &str, attributes: &Value) -> Value {
    json!({
        "Type": "Notification",
        "MessageId": "n-1",
        "TopicArn": "arn:aws:sns:us-east-1:123456789012:orders",
        "Message": message,
        "MessageAttributes": attributes,
    })
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
