//! Handlers that take longer than a message is hidden.

use crate::support::{
    Host, Log, Running, bare, consumer, left_in, number, once, queue, queue_with, send,
};
use aws_sdk_sqs::types::QueueAttributeName;
use integration::spans::error_type;
use std::time::Duration;
use tokio::time::sleep;

/// Handles five messages for longer than `hidden`, with two consumers that would steal them from each other.
async fn handle(host: &Host, queue: &str, hidden: Option<Duration>) {
    send(&bare(), queue, 0..5).await;
    let (begun, done) = (Log::new(), Log::new());
    let start = || {
        let mut consumer = consumer(host.sqs(), queue);
        if let Some(hidden) = hidden {
            consumer = consumer.with_visibility_timeout(hidden);
        }
        let (begun, done) = (begun.clone(), done.clone());
        Running::start(consumer, move |message| {
            let (begun, done) = (begun.clone(), done.clone());
            async move {
                begun.push(number(&message));
                sleep(Duration::from_secs(5)).await;
                done.push(number(&message));
                Ok(())
            }
        })
    };
    let consumers = [start(), start()];
    done.wait_for(5).await;
    for consumer in consumers {
        consumer.stop().await;
    }
    assert_eq!(begun.counts(), once(0..5));
    assert_eq!(left_in(&bare(), queue).await, 0);
    let spans = host.spans();
    let extensions = spans.iter();
    let extensions = extensions.filter(|span| span.name == "SQS.ChangeMessageVisibilityBatch");
    let errors: Vec<_> = extensions.map(error_type).collect();
    assert!(
        errors.len() >= 2 && errors.iter().all(Option::is_none),
        "{errors:?}"
    );
}

#[tokio::test]
async fn they_are_handled_once_with_a_visibility_timeout_of_the_consumers() {
    let host = Host::start();
    handle(&host, &queue().await, Some(Duration::from_secs(2))).await;
}

#[tokio::test]
async fn they_are_handled_once_with_a_visibility_timeout_of_the_queues() {
    let host = Host::start();
    let attributes = [(QueueAttributeName::VisibilityTimeout, "2")];
    let queue = queue_with(&bare(), &attributes).await;
    handle(&host, &queue, None).await;
}
