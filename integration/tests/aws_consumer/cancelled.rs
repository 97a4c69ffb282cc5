//! Consumers that are given up.

use crate::support::{Host, Log, Running, bare, consumer, left_in, number, once, queue, send};
use axum::Router;
use http::HeaderMap;
use integration::spans::error_type;
use integration::wire::{TestServer, soon};
use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::Notify;

fn cancelled(host: &Host) {
    let handlings = host.handlings();
    assert_eq!(handlings.len(), 5);
    let errors: Vec<_> = handlings.iter().map(error_type).collect();
    assert_eq!(errors, [Some("cancelled"); 5]);
}

#[tokio::test]
async fn handlers_that_outlast_the_limit_are_cancelled_and_their_messages_come_back() {
    let host = Host::start();
    let queue = queue().await;
    send(&bare(), &queue, 0..5).await;
    let begun = Log::new();
    let begin = begun.clone();
    let consumer = || consumer(host.sqs(), &queue).with_visibility_timeout(Duration::from_secs(1));
    let limited = consumer().with_shutdown_timeout(Duration::from_millis(10));
    let running = Running::start(limited, move |message| {
        begin.push(number(&message));
        pending()
    });
    begun.wait_for(5).await;
    running.stop().await;
    cancelled(&host);
    let done = Log::new();
    let does = done.clone();
    let running = Running::start(consumer(), move |message| {
        does.push(number(&message));
        async { Ok(()) }
    });
    done.wait_for(5).await;
    running.stop().await;
    assert_eq!(done.counts(), once(0..5));
    assert_eq!(left_in(&bare(), &queue).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn handlers_of_a_consumer_that_is_dropped_are_cancelled() {
    let host = Host::start();
    let queue = queue().await;
    send(&bare(), &queue, 0..5).await;
    let (begun, gone) = (Log::new(), Log::new());
    let (begin, go) = (begun.clone(), gone.clone());
    let running = Running::start(consumer(host.sqs(), &queue), move |message| {
        begin.push(number(&message));
        let going = Going(go.clone());
        async move {
            let _going = going;
            pending().await
        }
    });
    begun.wait_for(5).await;
    running.task.abort();
    assert!(soon(running.task).await.unwrap_err().is_cancelled());
    gone.wait_for(5).await;
    // The span ends right after the handler is dropped.
    while host.handlings().len() < 5 {
        tokio::task::yield_now().await;
    }
    cancelled(&host);
    assert_eq!(left_in(&bare(), &queue).await, 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_handler_that_blocks_its_thread_is_not_waited_for_after_the_limit() {
    let host = Host::start();
    let queue = queue().await;
    send(&bare(), &queue, 0..1).await;
    let (begun, gone) = (Log::new(), Log::new());
    let (begin, go) = (begun.clone(), gone.clone());
    let (release, released) = std::sync::mpsc::channel::<()>();
    let released = Mutex::new(released);
    let consumer = consumer(host.sqs(), &queue).with_shutdown_timeout(Duration::ZERO);
    let running = Running::start(consumer, move |message| {
        let _going = Going(go.clone());
        begin.push(number(&message));
        // Until the end of the test.
        let _ = released.lock().unwrap().recv();
        async { Ok(()) }
    });
    begun.wait_for(1).await;
    running.stop().await;
    assert_eq!(gone.entries().len(), 0);
    drop(release);
    gone.wait_for(1).await;
}

#[tokio::test]
async fn what_a_consumer_asks_for_itself_makes_no_span_when_it_stops() {
    let host = Host::start();
    let asked = Arc::new(Notify::new());
    let asks = Arc::clone(&asked);
    let message = r#"{ "Messages": [{ "MessageId": "1", "ReceiptHandle": "1", "Body": "1" }] }"#;
    let server = TestServer::start(
        Router::new().fallback(move |headers: HeaderMap| async move {
            let operation = headers["x-amz-target"].to_str().unwrap();
            if operation.ends_with("GetQueueAttributes") {
                asks.notify_one();
                pending::<()>().await;
            }
            let is_poll = operation.ends_with("ReceiveMessage");
            let output = if is_poll { message } else { "{}" };
            ([("content-type", "application/x-amz-json-1.0")], output)
        }),
    )
    .await;
    let url = server.url("/123456789012/orders");
    let consumer = consumer(host.sqs_at(&server.url("")), &url).with_concurrency(1);
    let limited = consumer.with_shutdown_timeout(Duration::ZERO);
    let running = Running::start(limited, |_| pending());
    soon(asked.notified()).await;
    running.stop().await;
    let spans = host.spans();
    let mut names: Vec<_> = spans.iter().map(|span| span.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["SQS.ReceiveMessage", "process orders"]);
}

/// Tells that it is dropped.
struct Going(Log<()>);

impl Drop for Going {
    fn drop(&mut self) {
        self.0.push(());
    }
}
