//! The loop that consumes a queue, over the wire.

use crate::support::{Host, bare, fifo_queue, messages_in, name_of, queue};
use aws_sdk_sqs::types::{Message, QueueAttributeName, SendMessageBatchRequestEntry};
use integration::moto::Moto;
use integration::spans::{error_type, in_span, text};
use integration::wire::soon;
use lumigo_opentelemetry::aws::{Consumer, ConsumerError};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Error;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{Semaphore, mpsc, oneshot};

/// A consumer that polls often, so that a test need not wait long for its end.
fn consumer(host: &Host, queue: &str) -> Consumer {
    Consumer::new(host.sqs(), queue).with_wait_time(Duration::from_secs(1))
}

async fn send(sqs: &aws_sdk_sqs::Client, queue: &str, body: &str) {
    soon(
        sqs.send_message()
            .queue_url(queue)
            .message_body(body)
            .send(),
    )
    .await
    .unwrap();
}

/// How many messages a queue has, whether somebody works on them or not.
async fn left_in(queue: &str) -> usize {
    let names = [
        QueueAttributeName::ApproximateNumberOfMessages,
        QueueAttributeName::ApproximateNumberOfMessagesNotVisible,
    ];
    let get = bare().get_queue_attributes().queue_url(queue);
    let get = get.set_attribute_names(Some(names.to_vec()));
    let attributes = soon(get.send()).await.unwrap().attributes.unwrap();
    names
        .iter()
        .map(|name| attributes[name].parse::<usize>().unwrap())
        .sum()
}

#[tokio::test]
async fn a_message_is_handled_in_the_trace_of_its_producer_and_deleted() {
    let host = Host::start();
    let queue = queue().await;
    send(&host.sqs(), &queue, "hello").await;
    let (handled, mut bodies) = mpsc::unbounded_channel();
    let lumigo = host.lumigo.clone();
    let handler = move |message: Message| {
        let (handled, lumigo) = (handled.clone(), lumigo.clone());
        async move {
            in_span(&lumigo, "work", async {}).await;
            handled.send(message.body)
        }
    };
    let first = async { bodies.recv().await };
    soon(consumer(&host, &queue).run_until(handler, first)).await;
    assert_eq!(left_in(&queue).await, 0);
    let tree = host.tree();
    let expected = format!(
        "PRODUCER SQS.SendMessage\n  CONSUMER process {}\n    INTERNAL work\n\n",
        name_of(&queue)
    );
    assert!(tree.starts_with(&expected), "{tree}");
    assert_eq!(
        host.span_named("SQS.DeleteMessageBatch").kind_name(),
        "CLIENT"
    );
}

#[tokio::test]
async fn an_idle_consumer_makes_no_spans() {
    let host = Host::start();
    let queue = queue().await;
    let handler = |_: Message| async { Ok::<_, Error>(()) };
    let idle = tokio::time::sleep(Duration::from_secs(3));
    soon(consumer(&host, &queue).run_until(handler, idle)).await;
    assert!(host.spans().is_empty(), "{}", host.tree());
}

#[tokio::test]
async fn a_handler_that_fails_or_panics_leaves_its_message_in_the_queue() {
    let host = Host::start();
    let queue = queue().await;
    for body in ["good", "bad", "panic"] {
        send(&bare(), &queue, body).await;
    }
    let (handled, mut bodies) = mpsc::unbounded_channel();
    let handler = move |message: Message| {
        let handled = handled.clone();
        async move {
            let body = message.body.unwrap();
            handled.send(body.clone()).unwrap();
            match body.as_str() {
                "good" => Ok(()),
                "bad" => Err(Error::other("on purpose")),
                _ => panic!("on purpose"),
            }
        }
    };
    let three = async {
        for _ in 0..3 {
            bodies.recv().await;
        }
    };
    soon(consumer(&host, &queue).run_until(handler, three)).await;
    assert_eq!(left_in(&queue).await, 2);
    let spans = host.spans();
    let processed = spans.iter().filter(|span| span.kind_name() == "CONSUMER");
    let mut errors: Vec<_> = processed.map(error_type).collect();
    errors.sort_unstable();
    assert_eq!(errors, [None, Some("panic"), Some("std::io::error::Error")]);
}

#[tokio::test]
async fn a_stop_lets_what_has_begun_come_to_its_end() {
    let host = Host::start();
    let queue = queue().await;
    send(&bare(), &queue, "hello").await;
    let (begun, begins) = oneshot::channel();
    let begun = Arc::new(Mutex::new(Some(begun)));
    let done = Arc::new(AtomicUsize::new(0));
    let handler = {
        let done = Arc::clone(&done);
        move |_: Message| {
            let (begun, done) = (Arc::clone(&begun), Arc::clone(&done));
            async move {
                begun.lock().unwrap().take().unwrap().send(()).unwrap();
                tokio::time::sleep(Duration::from_millis(300)).await;
                done.fetch_add(1, SeqCst);
                Ok::<_, Error>(())
            }
        }
    };
    soon(consumer(&host, &queue).run_until(handler, begins)).await;
    assert_eq!(done.load(SeqCst), 1);
    assert_eq!(left_in(&queue).await, 0);
    let process = host.span_named(&format!("process {}", name_of(&queue)));
    assert_eq!(error_type(&process), None);
}

#[tokio::test]
async fn a_message_whose_handler_takes_long_is_not_received_again() {
    let host = Host::start();
    let queue = queue().await;
    send(&bare(), &queue, "hello").await;
    let (handled, mut ends) = mpsc::unbounded_channel();
    let begun = Arc::new(AtomicUsize::new(0));
    let handler = {
        let begun = Arc::clone(&begun);
        move |_: Message| {
            let handled = handled.clone();
            begun.fetch_add(1, SeqCst);
            async move {
                tokio::time::sleep(Duration::from_secs(5)).await;
                handled.send(())
            }
        }
    };
    let consumer = consumer(&host, &queue).with_visibility_timeout(Duration::from_secs(2));
    soon(consumer.run_until(handler, async { ends.recv().await })).await;
    assert_eq!(begun.load(SeqCst), 1);
    assert_eq!(left_in(&queue).await, 0);
}

#[tokio::test]
async fn the_messages_of_a_group_are_handled_in_their_order() {
    let host = Host::start();
    let queue = fifo_queue().await;
    for number in 0..30 {
        let send = host
            .sqs()
            .send_message()
            .queue_url(&queue)
            .message_body(number.to_string());
        let send = send.message_group_id((number % 3).to_string());
        soon(send.message_deduplication_id(number.to_string()).send())
            .await
            .unwrap();
    }
    let (handled, mut bodies) = mpsc::unbounded_channel();
    let handler = move |message: Message| {
        let handled = handled.clone();
        async move {
            tokio::task::yield_now().await;
            handled.send(message.body.unwrap())
        }
    };
    let mut order = BTreeMap::<u32, Vec<u32>>::new();
    let all = async {
        for _ in 0..30 {
            let number: u32 = bodies.recv().await.unwrap().parse().unwrap();
            order.entry(number % 3).or_default().push(number);
        }
    };
    soon(consumer(&host, &queue).run_until(handler, all)).await;
    for (group, numbers) in order {
        assert_eq!(numbers.len(), 10, "{group}: {numbers:?}");
        assert!(numbers.is_sorted(), "{group}: {numbers:?}");
    }
    assert_eq!(left_in(&queue).await, 0);
}

#[tokio::test]
async fn a_server_that_goes_away_and_comes_back_is_consumed_again() {
    let moto = Moto::start();
    let host = Host::start();
    let sqs = host.sqs_with(&moto.config());
    let plain = aws_sdk_sqs::Client::new(&moto.config());
    let create = plain.create_queue().queue_name("orders");
    let queue = soon(create.clone().send())
        .await
        .unwrap()
        .queue_url
        .unwrap();
    let (failed, mut failures) = mpsc::unbounded_channel();
    let (handled, mut bodies) = mpsc::unbounded_channel();
    let consumer = Consumer::new(sqs, &queue)
        .with_wait_time(Duration::from_secs(1))
        .on_error(move |error| {
            let is_poll = matches!(error, ConsumerError::Receive(_));
            failed.send(is_poll).unwrap_or_default();
        });
    let handler = move |message: Message| {
        let handled = handled.clone();
        async move { handled.send(message.body.unwrap()) }
    };
    let outage = async {
        send(&plain, &queue, "before").await;
        assert_eq!(soon(bodies.recv()).await.unwrap(), "before");
        moto.kill();
        while !soon(failures.recv()).await.unwrap() {}
        moto.restart();
        soon(create.send()).await.unwrap();
        send(&plain, &queue, "after").await;
        assert_eq!(soon(bodies.recv()).await.unwrap(), "after");
    };
    tokio::time::timeout(Duration::from_secs(60), consumer.run_until(handler, outage))
        .await
        .unwrap();
    let spans = host.spans();
    let failed = spans
        .iter()
        .filter(|span| span.name == "SQS.ReceiveMessage" && error_type(span).is_some());
    assert!(failed.count() > 0);
    assert_eq!(
        spans
            .iter()
            .filter(|span| span.kind_name() == "CONSUMER")
            .count(),
        2
    );
}

const MESSAGES: usize = 10_000;

/// How many of them are there at once: the server looks through all for each that it gives out.
const AT_ONCE: usize = 20;

/// Puts them into a queue, ten as soon as there is room for ten.
async fn fill(sqs: aws_sdk_sqs::Client, queue: String, room: Arc<Semaphore>) {
    for batch in 0..MESSAGES / 10 {
        room.acquire_many(10).await.unwrap().forget();
        let entries = (0..10).map(|number| {
            let body = (batch * 10 + number).to_string();
            let entry = SendMessageBatchRequestEntry::builder().id(&body);
            entry.message_body(body).build().unwrap()
        });
        let send = sqs.send_message_batch().queue_url(&queue);
        let sent = send
            .set_entries(Some(entries.collect()))
            .send()
            .await
            .unwrap();
        assert_eq!(sent.successful().len(), 10);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_ten_thousand_messages_each_is_handled_and_every_span_accounted_for() {
    let host = Host::start();
    let queue = queue().await;
    let room = Arc::new(Semaphore::new(AT_ONCE));
    let filler = tokio::spawn(fill(host.sqs(), queue.clone(), Arc::clone(&room)));
    let (handled, mut outcomes) = mpsc::unbounded_channel();
    let failed_once = Arc::new(Mutex::new(BTreeSet::new()));
    let handler = move |message: Message| {
        let (handled, failed_once) = (handled.clone(), Arc::clone(&failed_once));
        async move {
            let number: usize = message.body.unwrap().parse().unwrap();
            tokio::task::yield_now().await;
            let fails = number.is_multiple_of(10) && failed_once.lock().unwrap().insert(number);
            handled.send((number, fails)).unwrap();
            if fails {
                Err(Error::other("on purpose"))
            } else {
                Ok(())
            }
        }
    };
    let (mut calls, mut failures, mut done) = (0, 0, BTreeSet::new());
    let all = async {
        while done.len() < MESSAGES {
            let (number, failed) = soon(outcomes.recv()).await.unwrap();
            calls += 1;
            if failed {
                failures += 1;
            } else if done.insert(number) {
                room.add_permits(1);
            }
        }
    };
    let consumer = consumer(&host, &queue).with_concurrency(AT_ONCE);
    let consumer = consumer.with_retry_delay(|_: &Error, _| Some(Duration::ZERO));
    consumer.run_until(handler, all).await;
    soon(filler).await.unwrap();
    while let Ok((_, failed)) = outcomes.try_recv() {
        calls += 1;
        failures += usize::from(failed);
    }
    assert_eq!(done.len(), MESSAGES);
    assert_eq!(failures, MESSAGES / 10);
    assert_eq!(messages_in(&queue).await, []);
    let spans = host.spans();
    assert_eq!(host.lumigo.stats().dropped, 0);
    let process = format!("process {}", name_of(&queue));
    let create = format!("create {}", name_of(&queue));
    let producers: BTreeMap<_, _> = spans
        .iter()
        .filter(|span| span.name == create)
        .map(|span| (&span.span_id, span))
        .collect();
    assert_eq!(producers.len(), MESSAGES);
    let processed: Vec<_> = spans.iter().filter(|span| span.name == process).collect();
    assert_eq!(processed.len(), calls);
    let mut parents = BTreeSet::new();
    for span in &processed {
        let producer = producers[span.parent_span_id.as_ref().unwrap()];
        assert_eq!(span.trace_id, producer.trace_id);
        assert_eq!(
            text(span, "messaging.message.id"),
            text(producer, "messaging.message.id")
        );
        parents.insert(&producer.span_id);
    }
    assert_eq!(parents.len(), MESSAGES);
    let failed = processed.iter().filter(|span| error_type(span).is_some());
    assert_eq!(failed.count(), failures);
}
