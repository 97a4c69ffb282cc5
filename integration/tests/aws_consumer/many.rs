//! Many messages at once.

use crate::support::{Failed, Host, Log, Running, bare, consumer, left_in, number, queue, send};
use integration::spans::{error_type, text};
use lumigo_opentelemetry::opentelemetry::Context;
use lumigo_opentelemetry::opentelemetry::trace::TraceContextExt;
use lumigo_testing::TestSpan;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

const MESSAGES: usize = 10_000;
/// The server looks at every message of a queue for each that comes or goes.
const QUEUES: usize = 10;
const FAILING: usize = MESSAGES / 10;

/// The consumers' spans, by their ids.
fn by_id(spans: &[TestSpan], kind: &str) -> HashMap<String, TestSpan> {
    let spans = spans.iter().filter(|span| span.kind_name() == kind);
    spans
        .map(|span| (span.span_id.clone(), span.clone()))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_of_ten_thousand_messages_is_handled_and_every_span_is_there() {
    let host = Host::start();
    let handled = Log::new();
    let mut queues = Vec::new();
    for _ in 0..QUEUES {
        queues.push(queue().await);
    }
    let consumers: Vec<_> = queues
        .iter()
        .map(|queue| {
            let consumer = consumer(host.sqs(), queue).with_concurrency(50);
            let consumer = consumer.with_retry_delay(|_: &Failed, received| {
                Some(Duration::from_secs((received > 1).into()))
            });
            let handled = handled.clone();
            Running::start(consumer, move |message| {
                let handled = handled.clone();
                async move {
                    let id = Context::current().span().span_context().span_id();
                    tokio::task::yield_now().await;
                    let number = number(&message);
                    let count = message.attributes().unwrap();
                    let count = &count[&"ApproximateReceiveCount".into()];
                    let fails = number.is_multiple_of(10) && count == "1";
                    handled.push((number, fails, id.to_string()));
                    if fails { Err(Failed) } else { Ok(()) }
                }
            })
        })
        .collect();
    let sqs = host.sqs();
    for (index, queue) in queues.iter().cycle().take(MESSAGES / 10).enumerate() {
        send(&sqs, queue, index * 10..(index + 1) * 10).await;
    }
    handled.wait_for(MESSAGES + FAILING).await;
    for consumer in consumers {
        consumer.stop().await;
    }
    for queue in &queues {
        assert_eq!(left_in(&bare(), queue).await, 0);
    }
    let mut outcomes: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (number, fails, _) in handled.entries().iter() {
        outcomes.entry(*number).or_default().push(*fails);
    }
    assert_eq!(outcomes.len(), MESSAGES);
    for (number, outcomes) in outcomes {
        let expected = if number.is_multiple_of(10) {
            &[true, false][..]
        } else {
            &[false]
        };
        assert_eq!(outcomes, expected, "{number}");
    }
    let spans = host.spans();
    check_handlings(&spans, &handled.entries());
}

/// Each handling has one span, beneath the one of the message's creation.
fn check_handlings(spans: &[TestSpan], handled: &[(usize, bool, String)]) {
    let handlings = by_id(spans, "CONSUMER");
    let count = spans.iter().filter(|span| span.kind_name() == "CONSUMER");
    assert_eq!(count.count(), MESSAGES + FAILING);
    let ids: BTreeSet<_> = handled.iter().map(|(.., id)| id.as_str()).collect();
    assert_eq!(ids.len(), MESSAGES + FAILING);
    let creations = by_id(spans, "PRODUCER");
    for (number, fails, id) in handled {
        let handling = &handlings[id];
        let expected = fails.then_some(std::any::type_name::<Failed>());
        assert_eq!(error_type(handling), expected, "{number}");
        let creation = &creations[handling.parent_span_id.as_deref().unwrap()];
        assert!(creation.name.starts_with("create "), "{creation:?}");
        assert_eq!(creation.trace_id, handling.trace_id);
        let id = |span| text(span, "messaging.message.id").unwrap();
        assert_eq!(id(creation), id(handling));
    }
    let received = spans
        .iter()
        .filter(|span| span.name == "SQS.ReceiveMessage");
    let received = received.map(|span| span.attribute("messaging.batch.message_count"));
    let received = received.map(|count| count.unwrap().as_u64().unwrap());
    assert_eq!(received.sum::<u64>(), (MESSAGES + FAILING) as u64);
    assert!(
        spans
            .iter()
            .all(|span| span.name != "SQS.DeleteMessageBatch" || error_type(span).is_none())
    );
}
