//! Requests as they leave: what the host has put into them stays, whatever it is.

use crate::canned::Canned;
use crate::support::{Host, block_on};
use aws_sdk_sqs::types::{MessageAttributeValue, SendMessageBatchRequestEntry};
use integration::moto::sdk_config;
use integration::spans::error_type;
use integration::wire::soon;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::collections::HashMap;

const FIELDS: [&str; 3] = ["traceparent", "tracestate", "baggage"];

/// What a message is made of.
#[derive(Clone, Debug)]
struct Content {
    body: String,
    attributes: HashMap<String, String>,
}

impl Content {
    fn attributes(&self) -> Option<HashMap<String, MessageAttributeValue>> {
        let attributes = self.attributes.iter().map(|(name, value)| {
            let attribute = MessageAttributeValue::builder().data_type("String");
            (name.clone(), attribute.string_value(value).build().unwrap())
        });
        (!self.attributes.is_empty()).then(|| attributes.collect())
    }
}

fn any_content() -> impl Strategy<Value = Content> {
    let name = prop_oneof![
        2 => any::<String>(),
        1 => proptest::sample::select(&FIELDS[..]).prop_map(str::to_owned),
    ];
    let attributes = prop::collection::hash_map(name, any::<String>(), 0..13);
    (any::<String>(), attributes).prop_map(|(body, attributes)| Content { body, attributes })
}

/// Checks that the attributes are those of the host, and ours beside them only where they may be.
#[track_caller]
fn assert_beside(with: &Value, without: &Value) {
    let empty = Map::new();
    let of = |message: &Value| {
        message
            .get("MessageAttributes")
            .and_then(Value::as_object)
            .cloned()
    };
    let (mut with, without) = (of(with).unwrap_or_default(), of(without).unwrap_or(empty));
    assert!(with.len() <= without.len().max(10), "{with:?}");
    let has_trace = FIELDS[..2].iter().any(|name| without.contains_key(*name));
    let carried = with.contains_key("traceparent");
    assert_eq!(
        carried,
        without.contains_key("traceparent") || (!has_trace && without.len() < 10)
    );
    with.retain(|name, _| without.contains_key(name) || !FIELDS.contains(&&**name));
    assert_eq!(with, without);
}

/// A message without its attributes.
fn rest(message: &Value) -> Value {
    let mut rest = message.clone();
    rest.as_object_mut().unwrap().remove("MessageAttributes");
    rest
}

/// Sends one message and a batch of the same, with the interceptor and without.
async fn send(contents: Vec<Content>) {
    let server = Canned::always("{}").await;
    let host = Host::start();
    let bare = aws_sdk_sqs::Client::new(&sdk_config(&server.endpoint()));
    for sqs in [&bare, &host.sqs_at(&server.endpoint())] {
        let first = &contents[0];
        let one = sqs
            .send_message()
            .queue_url(server.queue())
            .message_body(&first.body);
        let one = one.set_message_attributes(first.attributes());
        soon(one.send()).await.unwrap();
        let entries = contents.iter().map(|content| {
            let entry = SendMessageBatchRequestEntry::builder()
                .id("same")
                .message_body(&content.body);
            let entry = entry.set_message_attributes(content.attributes());
            entry.build().unwrap()
        });
        let batch = sqs.send_message_batch().queue_url(server.queue());
        soon(batch.set_entries(Some(entries.collect())).send())
            .await
            .unwrap();
    }
    let requests = server.requests();
    let [one, batch, one_with, batch_with] = &requests[..] else {
        panic!("{requests:?}")
    };
    assert_eq!(rest(one_with), rest(one));
    assert_beside(one_with, one);
    let entries = |batch: &Value| batch["Entries"].as_array().unwrap().clone();
    let (with, without) = (entries(batch_with), entries(batch));
    assert_eq!(with.len(), without.len());
    for (with, without) in with.iter().zip(&without) {
        assert_eq!(rest(with), rest(without));
        assert_beside(with, without);
    }
    assert_eq!(host.spans().len(), 2 + contents.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_is_sent_has_the_context_beside_it_and_stays_as_it_is(
        contents in prop::collection::vec(any_content(), 1..4),
    ) {
        block_on(send(contents));
    }
}

#[tokio::test]
async fn answers_to_a_send_that_say_nothing_are_no_failures() {
    for answer in [
        "",
        "{}",
        r#"{"MessageId": null}"#,
        r#"{"Successful": null, "Failed": null}"#,
        r#"{"Successful": [], "Failed": []}"#,
        r#"{"Successful": [{}], "Failed": [{}]}"#,
    ] {
        let server = Canned::always(answer).await;
        let host = Host::start();
        let sqs = host.sqs_at(&server.endpoint());
        let one = sqs
            .send_message()
            .queue_url(server.queue())
            .message_body("hello");
        soon(one.send()).await.unwrap();
        let entry = SendMessageBatchRequestEntry::builder()
            .id("a")
            .message_body("hello");
        let batch = sqs.send_message_batch().queue_url(server.queue());
        soon(batch.entries(entry.build().unwrap()).send())
            .await
            .unwrap();
        let spans = host.spans();
        assert_eq!(spans.len(), 3, "{answer}");
        for span in &spans {
            assert_eq!(error_type(span), None, "{answer}");
            assert_eq!(span.attribute("messaging.message.id"), None, "{answer}");
        }
    }
}

#[tokio::test]
async fn odd_queues_are_named_as_far_as_they_have_a_name() {
    let server = Canned::always("{}").await;
    let endpoint = server.endpoint();
    for (queue, name) in [
        (Some(format!("{endpoint}/1/orders")), Some("orders")),
        (Some("orders".to_owned()), Some("orders")),
        (Some(format!("{endpoint}/1/größe")), Some("größe")),
        (Some(String::new()), None),
        (None, None),
    ] {
        let host = Host::start();
        let send = host.sqs_at(&endpoint).send_message().message_body("hello");
        soon(send.set_queue_url(queue.clone()).send())
            .await
            .unwrap();
        let span = host.only_span();
        assert_eq!(span.name, "SQS.SendMessage");
        let said = span.attribute("aws.resource.name").and_then(Value::as_str);
        assert_eq!(said.filter(|said| !said.is_empty()), name, "{queue:?}");
    }
}

/// The details that leave when these are put, in one call.
async fn put(details: &[&str], host: Option<&Host>) -> Vec<String> {
    let server = Canned::always("{}").await;
    let config = sdk_config(&server.endpoint());
    let mut config = aws_sdk_eventbridge::config::Builder::from(&config);
    if let Some(host) = host {
        config = config.interceptor(host.interceptor());
    }
    let entries = details.iter().map(|detail| {
        let entry = aws_sdk_eventbridge::types::PutEventsRequestEntry::builder().source("shop");
        entry.detail(*detail).build()
    });
    let client = aws_sdk_eventbridge::Client::from_conf(config.build());
    let put = client.put_events().set_entries(Some(entries.collect()));
    soon(put.send()).await.unwrap();
    let request = server.requests().remove(0);
    let entries = request["Entries"].as_array().unwrap().clone();
    let details = entries
        .iter()
        .map(|entry| entry["Detail"].as_str().unwrap().to_owned());
    details.collect()
}

#[tokio::test]
async fn the_detail_of_an_event_has_the_context_beside_what_it_says() {
    let host = Host::start();
    let details = [
        r#"{"id": 7, "nested": {"traceparent": "own"}, "n": 1.10, "big": 123456789012345678901234567890}"#,
        "{}",
        " { } ",
    ];
    for (with, without) in put(&details, Some(&host)).await.iter().zip(details) {
        // As text: numbers must stay as they were written.
        let inner = without
            .trim()
            .trim_start_matches('{')
            .trim_end_matches('}')
            .trim();
        assert!(with.contains(inner), "{with}");
        let mut with: Value = serde_json::from_str(with).unwrap();
        let carried = with.as_object_mut().unwrap().remove("traceparent");
        assert!(carried.is_some_and(|one| one.is_string()), "{without}");
        assert_eq!(with, serde_json::from_str::<Value>(without).unwrap());
    }
}

#[tokio::test]
async fn a_detail_that_is_no_object_or_has_a_context_stays_as_it_is() {
    let host = Host::start();
    let large = json!({"text": "x".repeat(262_144 - 14 - 4 - 11)}).to_string();
    for details in [
        vec![
            "",
            "null",
            "[]",
            "[{}]",
            "1",
            "\"{}\"",
            "no JSON",
            "{",
            "{]}",
            r#"{"a": 1"#,
            r#"{"a": 1} {"#,
        ],
        vec![
            r#"{"traceparent": "own"}"#,
            r#"{"traceparent": null}"#,
            r#"{ "a":1, "tracestate" : 1 }"#,
        ],
        vec![&large],
    ] {
        let with = put(&details, Some(&host)).await;
        assert_eq!(with, details);
        assert_eq!(put(&details, None).await, details);
    }
}
