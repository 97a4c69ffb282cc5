//! What messages carry: the context of their span, beside what the host has put on them.

use crate::support::{
    Host, bare, fifo_queue, only_message_in, own_attributes, queue, text_attribute, texts,
    traceparent_of,
};
use aws_sdk_sqs::types::{MessageAttributeValue, SendMessageBatchRequestEntry};
use integration::spans::{SAMPLED, in_span, traceparent};
use integration::wire::soon;
use lumigo_opentelemetry::opentelemetry::baggage::BaggageExt;
use lumigo_opentelemetry::opentelemetry::trace::{
    FutureExt, SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState,
};
use lumigo_opentelemetry::opentelemetry::{Context, KeyValue};

/// The most that SQS takes of a message, with its attributes.
const LARGEST: usize = 1_048_576;

/// A caller with all that can be passed on.
fn caller() -> Context {
    let span = SpanContext::new(
        TraceId::from_hex(integration::spans::TRACE).unwrap(),
        SpanId::from_hex(integration::spans::PARENT).unwrap(),
        TraceFlags::SAMPLED,
        true,
        TraceState::from_key_value([("a", "1")]).unwrap(),
    );
    let context = Context::new().with_remote_span_context(span);
    context.with_baggage([KeyValue::new("user", "ada")])
}

#[tokio::test]
async fn a_message_carries_the_context_of_its_span() {
    let host = Host::start();
    let queue = queue().await;
    let send = host
        .sqs()
        .send_message()
        .queue_url(&queue)
        .message_body("hello");
    in_span(&host.lumigo, "work", soon(send.send()))
        .await
        .unwrap();
    let message = only_message_in(&queue).await;
    assert_eq!(message.body(), Some("hello"));
    let span = host.span_named("SQS.SendMessage");
    assert_eq!(
        texts(&message),
        [("traceparent", &*traceparent(&span))].into()
    );
    assert_eq!(host.tree(), "INTERNAL work\n  PRODUCER SQS.SendMessage");
}

#[tokio::test]
async fn the_digest_that_the_host_is_told_is_that_of_what_it_has_sent() {
    let host = Host::start();
    let queue = queue().await;
    for count in [0, 1, 9, 10] {
        let mut told = Vec::new();
        for sqs in [&bare(), &host.sqs()] {
            let send = sqs.send_message().queue_url(&queue).message_body("hello");
            let send = send.set_message_attributes(Some(own_attributes(count)));
            let sent = soon(send.send()).await.unwrap();
            told.push((sent.md5_of_message_body, sent.md5_of_message_attributes));
            let entry = SendMessageBatchRequestEntry::builder()
                .id("a")
                .message_body("hello");
            let entry = entry.set_message_attributes(Some(own_attributes(count)));
            let send = sqs.send_message_batch().queue_url(&queue);
            let sent = soon(send.entries(entry.build().unwrap()).send())
                .await
                .unwrap();
            let entry = &sent.successful()[0];
            told.push((
                Some(entry.md5_of_message_body().to_owned()),
                entry.md5_of_message_attributes().map(str::to_owned),
            ));
        }
        assert_eq!(told[..2], told[2..], "{count}");
    }
}

#[tokio::test]
async fn a_message_carries_trace_state_and_baggage_too() {
    let host = Host::start();
    let queue = queue().await;
    let send = host
        .sqs()
        .send_message()
        .queue_url(&queue)
        .message_body("hello");
    soon(send.send().with_context(caller())).await.unwrap();
    let message = only_message_in(&queue).await;
    let sent = traceparent(&host.only_span());
    let expected = [
        ("traceparent", &*sent),
        ("tracestate", "a=1"),
        ("baggage", "user=ada"),
    ];
    assert_eq!(texts(&message), expected.into());
}

#[tokio::test]
async fn what_the_host_has_put_on_a_message_is_left_alone() {
    let host = Host::start();
    let sqs = host.sqs();
    for count in 0..=10 {
        let queue = queue().await;
        let send = sqs.send_message().queue_url(&queue).message_body("hello");
        let send = send.set_message_attributes(Some(own_attributes(count)));
        soon(send.send().with_context(caller())).await.unwrap();
        let message = only_message_in(&queue).await;
        let mut carried = message.message_attributes.clone().unwrap_or_default();
        assert!(carried.len() <= 10, "{count}: {carried:?}");
        let added = ["traceparent", "tracestate", "baggage"].map(|name| carried.remove(name));
        assert_eq!(carried, own_attributes(count), "{count}");
        let room = (10 - count).min(3);
        let expected = [room > 0, room > 1, room > 2];
        assert_eq!(added.map(|one| one.is_some()), expected, "{count}");
    }
    assert_eq!(host.spans().len(), 11);
}

#[tokio::test]
async fn a_context_that_the_host_has_put_there_stays() {
    let host = Host::start();
    let queue = queue().await;
    let send = host
        .sqs()
        .send_message()
        .queue_url(&queue)
        .message_body("hello");
    let send = send.message_attributes("traceparent", text_attribute(SAMPLED));
    soon(send.send().with_context(caller())).await.unwrap();
    let message = only_message_in(&queue).await;
    assert_eq!(traceparent_of(&message), SAMPLED);
    // The state belongs to the trace that the host has named.
    assert_eq!(texts(&message).get("tracestate"), None);
}

#[tokio::test]
async fn a_context_of_another_kind_that_the_host_has_put_there_stays_too() {
    let host = Host::start();
    let queue = queue().await;
    let binary = MessageAttributeValue::builder()
        .data_type("Binary")
        .binary_value(aws_sdk_sqs::primitives::Blob::new([0, 159]))
        .build()
        .unwrap();
    let send = host
        .sqs()
        .send_message()
        .queue_url(&queue)
        .message_body("hello");
    let send = send.message_attributes("traceparent", binary.clone());
    soon(send.send()).await.unwrap();
    let message = only_message_in(&queue).await;
    assert_eq!(message.message_attributes.unwrap()["traceparent"], binary);
}

#[tokio::test]
async fn a_message_of_the_greatest_size_is_sent_as_it_is() {
    let host = Host::start();
    let queue = queue().await;
    let body = "x".repeat(LARGEST);
    let send = host
        .sqs()
        .send_message()
        .queue_url(&queue)
        .message_body(&body);
    soon(send.send()).await.unwrap();
    let message = only_message_in(&queue).await;
    assert_eq!(message.body(), Some(&*body));
    assert_eq!(texts(&message), [].into());
    let span = host.only_span();
    let shown = span
        .attribute("http.request.body")
        .unwrap()
        .as_str()
        .unwrap();
    assert!(
        shown.len() <= 2048 && body.starts_with(shown),
        "{}",
        shown.len()
    );
}

#[tokio::test]
async fn what_little_room_is_left_of_the_size_is_not_exceeded() {
    let host = Host::start();
    let sqs = host.sqs();
    // `traceparent`, `String` and its value are 72 bytes.
    for (left, carried) in [(0, false), (71, false), (200, true)] {
        let queue = queue().await;
        let body = "x".repeat(LARGEST - left);
        let send = sqs.send_message().queue_url(&queue).message_body(body);
        soon(send.send()).await.unwrap();
        let message = only_message_in(&queue).await;
        assert_eq!(
            texts(&message).contains_key("traceparent"),
            carried,
            "{left}"
        );
    }
}

#[tokio::test]
async fn a_message_of_a_fifo_queue_is_the_same_for_the_queue() {
    let host = Host::start();
    let queue = fifo_queue().await;
    let sqs = host.sqs();
    for _ in 0..2 {
        let send = sqs.send_message().queue_url(&queue).message_body("hello");
        let send = send.message_group_id("g").message_deduplication_id("d");
        soon(send.send()).await.unwrap();
    }
    // What was sent twice is there once: with the context of the first.
    let message = only_message_in(&queue).await;
    let spans = host.spans();
    assert_eq!(spans.len(), 2);
    assert_eq!(traceparent_of(&message), traceparent(&spans[0]));
}

#[tokio::test]
async fn an_order_that_is_sent_twice_carries_two_contexts() {
    let host = Host::start();
    let send = host.sqs().send_message().message_body("hello");
    for _ in 0..2 {
        let queue = queue().await;
        soon(send.clone().queue_url(&queue).send()).await.unwrap();
        let message = only_message_in(&queue).await;
        let last = host.spans().pop().unwrap();
        assert_eq!(traceparent_of(&message), traceparent(&last));
    }
}
