//! Queues with an order.

use crate::support::{Failed, Host, Log, Running, bare, consumer, left_in, queue_with};
use aws_sdk_sqs::types::{QueueAttributeName, SendMessageBatchRequestEntry};
use integration::wire::soon;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const GROUPS: usize = 5;
const MESSAGES: usize = 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_of_a_group_are_handled_in_their_order_also_when_some_fail() {
    let host = Host::start();
    let queue = queue_with(&bare(), &[(QueueAttributeName::FifoQueue, "true")]).await;
    for number in 0..MESSAGES {
        let entries = (0..GROUPS).map(|group| {
            let body = format!("{group} {number}");
            let entry = SendMessageBatchRequestEntry::builder().id(group.to_string());
            let entry = entry.message_group_id(group.to_string());
            let entry = entry.message_deduplication_id(&body);
            entry.message_body(body).build().unwrap()
        });
        let sent = host.sqs().send_message_batch().queue_url(&queue);
        let sent = sent.set_entries(Some(entries.collect())).send();
        soon(sent).await.unwrap();
    }
    let done = Log::new();
    let does = done.clone();
    let failed = Arc::new(Mutex::new(BTreeSet::new()));
    let consumer = consumer(host.sqs(), &queue).with_concurrency(20);
    let consumer = consumer.with_retry_delay(|_: &Failed, _| Some(Duration::ZERO));
    let running = Running::start(consumer, move |message| {
        let (does, failed) = (does.clone(), Arc::clone(&failed));
        async move {
            let body = message.body().unwrap();
            let (group, number) = body.split_once(' ').unwrap();
            let (group, number): (usize, usize) = (group.parse().unwrap(), number.parse().unwrap());
            tokio::task::yield_now().await;
            let fails = (group + number) % 7 == 0 && failed.lock().unwrap().insert((group, number));
            if fails {
                return Err(Failed);
            }
            does.push((group, number));
            Ok(())
        }
    });
    done.wait_for(GROUPS * MESSAGES).await;
    running.stop().await;
    assert_eq!(left_in(&bare(), &queue).await, 0);
    let done = done.entries();
    for group in 0..GROUPS {
        let numbers = done.iter().filter(|one| one.0 == group).map(|one| one.1);
        assert_eq!(
            numbers.collect::<Vec<_>>(),
            (0..MESSAGES).collect::<Vec<_>>()
        );
    }
    let all = (0..GROUPS).flat_map(|group| (0..MESSAGES).map(move |number| group + number));
    let failing = all.filter(|sum| sum % 7 == 0).count();
    assert_eq!(host.handlings().len(), GROUPS * MESSAGES + failing);
}
