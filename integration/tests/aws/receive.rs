//! What a receive shows: its messages' producers in its links, and to the host what it saw before.

use crate::support::{Host, bare, name_of, own_attributes, queue, text_attribute};
use aws_sdk_sqs::operation::receive_message::builders::ReceiveMessageFluentBuilder;
use aws_sdk_sqs::types::Message;
use integration::spans::{attributes, text};
use integration::wire::soon;
use lumigo_testing::TestSpan;
use serde_json::Value;
use std::time::{Duration, Instant};

/// What messages look like, but for what differs from one receive to the next.
fn look(messages: Vec<Message>) -> Vec<Message> {
    let without = |mut message: Message| {
        message.receipt_handle = None;
        message
    };
    messages.into_iter().map(without).collect()
}

/// The ids of a span's links.
fn links(span: &TestSpan) -> Vec<(&str, &str)> {
    let ids = span
        .links
        .iter()
        .map(|link| (&*link.trace_id, &*link.span_id));
    ids.collect()
}

#[tokio::test]
async fn a_receive_links_to_the_producer_of_each_message() {
    let host = Host::start();
    let queue = queue().await;
    let sqs = host.sqs();
    for body in ["a", "b"] {
        soon(
            sqs.send_message()
                .queue_url(&queue)
                .message_body(body)
                .send(),
        )
        .await
        .unwrap();
    }
    let plain = bare().send_message().queue_url(&queue).message_body("c");
    soon(plain.send()).await.unwrap();
    let receive = sqs
        .receive_message()
        .queue_url(&queue)
        .max_number_of_messages(10);
    let received = soon(receive.send()).await.unwrap().messages.unwrap();
    assert_eq!(received.len(), 3);
    let spans = host.spans();
    let [first, second, receive] = &spans[..] else {
        panic!("{spans:?}")
    };
    assert_eq!(
        (&*receive.name, receive.kind_name()),
        ("SQS.ReceiveMessage", "CLIENT")
    );
    assert!(receive.is_root());
    let producers = [first, second].map(|span| (&*span.trace_id, &*span.span_id));
    assert_eq!(links(receive), producers);
    assert_eq!(text(receive, "aws.resource.name"), Some(name_of(&queue)));
    assert_eq!(
        text(receive, "messaging.message.id"),
        received[0].message_id()
    );
    assert_eq!(attributes(receive)["messaging.batch.message_count"], 3);
    let data: Value = serde_json::from_str(text(receive, "lumigoData").unwrap()).unwrap();
    let trigger = &data["trigger"][0];
    assert_eq!(trigger["triggeredBy"], "sqs");
    assert_eq!(trigger["extra"]["recordsNum"], 3);
}

#[tokio::test]
async fn the_host_sees_the_attributes_that_it_asks_for_and_no_others() {
    let host = Host::start();
    let queue = queue().await;
    let send = host
        .sqs()
        .send_message()
        .queue_url(&queue)
        .message_body("hello");
    let send = send.set_message_attributes(Some(own_attributes(2)));
    let send = send.message_attributes("trace.own", text_attribute("1"));
    soon(send.send()).await.unwrap();
    let filters: [&[&str]; 12] = [
        &[],
        &["a0"],
        &["a0", "a1", "trace.own"],
        &["none"],
        &["All"],
        &[".*"],
        &["a.*"],
        &["trace.*"],
        &["traceparent"],
        &["TraceParent"],
        &["tracestate", "a1"],
        &["All", "traceparent"],
    ];
    for filter in filters {
        let ask = |request: ReceiveMessageFluentBuilder| {
            let names = filter
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>();
            let names = (!names.is_empty()).then_some(names);
            let request = request.queue_url(&queue).visibility_timeout(0);
            soon(request.set_message_attribute_names(names).send())
        };
        let without = ask(bare().receive_message()).await.unwrap();
        let with = ask(host.sqs().receive_message()).await.unwrap();
        let (with, without) = (
            look(with.messages.unwrap()),
            look(without.messages.unwrap()),
        );
        assert_eq!(with, without, "{filter:?}");
    }
    let spans = host.spans();
    assert_eq!(spans.len(), 1 + filters.len());
    for receive in &spans[1..] {
        assert_eq!(links(receive), [(&*spans[0].trace_id, &*spans[0].span_id)]);
    }
}

#[tokio::test]
async fn system_attributes_are_those_that_the_host_asks_for() {
    use aws_sdk_sqs::types::MessageSystemAttributeName::{ApproximateReceiveCount, SenderId};
    let host = Host::start();
    let queue = queue().await;
    soon(
        bare()
            .send_message()
            .queue_url(&queue)
            .message_body("hello")
            .send(),
    )
    .await
    .unwrap();
    for (names, expected) in [
        (vec![], None),
        (vec![SenderId], Some(vec![SenderId])),
        (
            vec![ApproximateReceiveCount],
            Some(vec![ApproximateReceiveCount]),
        ),
    ] {
        let receive = host
            .sqs()
            .receive_message()
            .queue_url(&queue)
            .visibility_timeout(0);
        let receive = receive.set_message_system_attribute_names(Some(names));
        let received = soon(receive.send()).await.unwrap().messages.unwrap();
        let seen = received[0]
            .attributes()
            .map(|all| all.keys().cloned().collect::<Vec<_>>());
        assert_eq!(seen, expected);
    }
}

#[tokio::test]
async fn a_long_poll_that_waits_for_its_message_is_one_span() {
    let host = Host::start();
    let queue = queue().await;
    let sqs = host.sqs();
    // The queue keeps it back until the poll has begun.
    let send = sqs.send_message().queue_url(&queue).message_body("hello");
    soon(send.delay_seconds(1).send()).await.unwrap();
    let poll = sqs
        .receive_message()
        .queue_url(&queue)
        .wait_time_seconds(20);
    let received = soon(poll.send()).await.unwrap().messages.unwrap();
    assert_eq!(received[0].body(), Some("hello"));
    let spans = host.spans();
    let [send, receive] = &spans[..] else {
        panic!("{spans:?}")
    };
    assert_eq!(receive.name, "SQS.ReceiveMessage");
    assert_eq!(links(receive), [(&*send.trace_id, &*send.span_id)]);
}

#[tokio::test]
async fn empty_polls_for_ten_seconds_make_no_spans() {
    let host = Host::start();
    let queue = queue().await;
    let sqs = host.sqs();
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(10) {
        let poll = sqs.receive_message().queue_url(&queue).wait_time_seconds(1);
        assert_eq!(soon(poll.send()).await.unwrap().messages, None);
    }
    assert!(host.spans().is_empty(), "{}", host.tree());
    assert_eq!(host.lumigo.stats().dropped, 0);
}

#[tokio::test]
async fn without_the_filter_an_empty_poll_is_a_span() {
    for (value, spans) in [("false", 1), ("true", 0), ("", 0)] {
        let host = Host::with(&[("LUMIGO_AUTO_FILTER_EMPTY_SQS", value)]);
        let queue = queue().await;
        soon(host.sqs().receive_message().queue_url(&queue).send())
            .await
            .unwrap();
        assert_eq!(host.spans().len(), spans, "{value}");
    }
}
