//! Batches that are sent: each message has a span and a context of its own.

use crate::canned::Canned;
use crate::support::{
    Host, fifo_queue, messages_in, name_of, own_attributes, queue, texts, traceparent_of,
};
use aws_sdk_sqs::types::SendMessageBatchRequestEntry as Entry;
use integration::spans::{error_type, text, traceparent};
use integration::wire::soon;
use lumigo_testing::TestSpan;
use opentelemetry::trace::Status;
use serde_json::json;
use std::collections::BTreeMap;

/// An entry whose id is its body.
fn entry(
    id: impl Into<String>,
) -> aws_sdk_sqs::types::builders::SendMessageBatchRequestEntryBuilder {
    let id = id.into();
    Entry::builder().message_body(&id).id(id)
}

/// The spans of messages, without that of the operation.
fn creations(spans: &[TestSpan]) -> Vec<&TestSpan> {
    let named = spans.iter().filter(|span| span.name.starts_with("create "));
    named.collect()
}

#[tokio::test]
async fn each_message_carries_a_context_of_its_own() {
    let host = Host::start();
    let queue = queue().await;
    let entries = (0..10).map(|id| entry(id.to_string()).build().unwrap());
    let send = host.sqs().send_message_batch().queue_url(&queue);
    let sent = soon(send.set_entries(Some(entries.collect())).send())
        .await
        .unwrap();
    assert_eq!(sent.successful().len(), 10);
    let spans = host.spans();
    let operation = host.span_named("SQS.SendMessageBatch");
    assert_eq!(operation.kind_name(), "PRODUCER");
    assert_eq!(
        operation
            .attribute("messaging.batch.message_count")
            .unwrap(),
        10
    );
    let creations = creations(&spans);
    assert_eq!((spans.len(), creations.len()), (11, 10));
    let mut by_id = BTreeMap::new();
    for span in creations {
        assert_eq!(span.name, format!("create {}", name_of(&queue)));
        assert_eq!(span.kind_name(), "PRODUCER");
        assert_eq!(span.parent_span_id.as_ref(), Some(&operation.span_id));
        assert_eq!(error_type(span), None);
        by_id.insert(
            text(span, "messaging.message.id").unwrap(),
            traceparent(span),
        );
    }
    let messages = messages_in(&queue).await;
    assert_eq!(messages.len(), 10);
    for message in &messages {
        assert_eq!(
            traceparent_of(message),
            by_id[message.message_id().unwrap()]
        );
    }
}

#[tokio::test]
async fn an_entry_that_is_refused_fails_its_message_and_the_call_s_span() {
    let host = Host::start();
    let queue = queue().await;
    let send = host.sqs().send_message_batch().queue_url(&queue);
    let send = send
        .entries(entry("good").build().unwrap())
        .entries(entry("late").delay_seconds(901).build().unwrap())
        .entries(entry("fine").build().unwrap());
    let sent = soon(send.send()).await.unwrap();
    let refused: Vec<_> = sent
        .failed()
        .iter()
        .map(|entry| (entry.id(), entry.code()))
        .collect();
    assert_eq!(refused, [("late", "InvalidParameterValue")]);
    let spans = host.spans();
    let mut errors: Vec<_> = creations(&spans).into_iter().map(error_type).collect();
    errors.sort_unstable();
    assert_eq!(errors, [None, None, Some("InvalidParameterValue")]);
    let operation = host.span_named("SQS.SendMessageBatch");
    assert_eq!(
        text(&operation, "error.type"),
        Some("InvalidParameterValue")
    );
    assert_eq!(
        operation.status,
        Status::error("1 of 3 messages were refused")
    );
    let bodies: Vec<_> = messages_in(&queue)
        .await
        .into_iter()
        .filter_map(|one| one.body)
        .collect();
    assert_eq!(bodies, ["good", "fine"]);
}

#[tokio::test]
async fn entries_that_the_answer_forgets_are_neither_sent_nor_refused() {
    let answer = json!({
        "Successful": [{"Id": "a", "MessageId": "m-a", "MD5OfMessageBody": "0"}],
        "Failed": [{"Id": "none of ours", "SenderFault": false, "Code": "InternalError"}],
    });
    let server = Canned::always(answer.to_string()).await;
    let host = Host::start();
    let send = host
        .sqs_at(&server.endpoint())
        .send_message_batch()
        .queue_url(server.queue());
    let send = send
        .entries(entry("a").build().unwrap())
        .entries(entry("b").build().unwrap());
    soon(send.send()).await.unwrap();
    let spans = host.spans();
    let ids: Vec<_> = creations(&spans)
        .into_iter()
        .map(|span| text(span, "messaging.message.id"))
        .collect();
    assert_eq!(ids.len(), 2);
    assert!(ids.contains(&Some("m-a")) && ids.contains(&None), "{ids:?}");
}

#[tokio::test]
async fn a_message_without_room_is_sent_as_it_is_beside_others_that_have_some() {
    let host = Host::start();
    let queue = queue().await;
    let full = entry("full").set_message_attributes(Some(own_attributes(10)));
    let send = host.sqs().send_message_batch().queue_url(&queue);
    let send = send
        .entries(full.build().unwrap())
        .entries(entry("empty").build().unwrap());
    soon(send.send()).await.unwrap();
    let messages = messages_in(&queue).await;
    let carried: BTreeMap<_, _> = messages
        .iter()
        .map(|message| {
            (
                message.body().unwrap(),
                texts(message).contains_key("traceparent"),
            )
        })
        .collect();
    assert_eq!(carried, [("full", false), ("empty", true)].into());
    let full = messages
        .iter()
        .find(|message| message.body() == Some("full"));
    assert_eq!(full.unwrap().message_attributes, Some(own_attributes(10)));
}

#[tokio::test]
async fn a_batch_of_the_greatest_size_is_sent_as_it_is() {
    let host = Host::start();
    let queue = queue().await;
    // SQS takes as much of a batch as of one message.
    let body = "x".repeat(1_048_576 / 8);
    let entries = (0..8).map(|id| entry(id.to_string()).message_body(&body).build().unwrap());
    let send = host.sqs().send_message_batch().queue_url(&queue);
    let sent = soon(send.set_entries(Some(entries.collect())).send())
        .await
        .unwrap();
    assert_eq!(sent.successful().len(), 8);
    for message in messages_in(&queue).await {
        assert_eq!(texts(&message), [].into());
    }
}

#[tokio::test]
async fn an_empty_batch_and_one_with_the_same_id_twice_fail_as_without_the_interceptor() {
    let host = Host::start();
    let queue = queue().await;
    let twice = vec![entry("a").build().unwrap(), entry("a").build().unwrap()];
    for (entries, code) in [
        (Vec::new(), "EmptyBatchRequest"),
        (twice, "BatchEntryIdsNotDistinct"),
    ] {
        let send = host.sqs().send_message_batch().queue_url(&queue);
        let error = soon(send.set_entries(Some(entries)).send())
            .await
            .unwrap_err();
        let meta = aws_sdk_sqs::error::ProvideErrorMetadata::code(&error);
        assert!(meta.is_some_and(|meta| meta.ends_with(code)), "{meta:?}");
    }
    let spans = host.spans();
    assert_eq!(spans.len(), 4);
    for span in &spans {
        assert!(error_type(span).is_some(), "{span:?}");
    }
}

#[tokio::test]
async fn a_batch_for_a_fifo_queue_keeps_its_order() {
    let host = Host::start();
    let queue = fifo_queue().await;
    let entries = (0..10).map(|id| {
        let entry = entry(id.to_string()).message_group_id("g");
        entry
            .message_deduplication_id(id.to_string())
            .build()
            .unwrap()
    });
    let send = host.sqs().send_message_batch().queue_url(&queue);
    soon(send.set_entries(Some(entries.collect())).send())
        .await
        .unwrap();
    let messages = messages_in(&queue).await;
    let bodies: Vec<_> = messages
        .iter()
        .filter_map(|message| message.body())
        .collect();
    assert_eq!(bodies, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    for message in &messages {
        assert!(texts(message).contains_key("traceparent"), "{message:?}");
    }
}
