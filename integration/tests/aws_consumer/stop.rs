//! Consumers that stop in the middle.

use crate::support::{Host, Log, Running, bare, consumer, left_in, number, once, queue, send};
use integration::spans::error_type;
use std::time::Duration;
use tokio::time::sleep;

const MESSAGES: usize = 300;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_loses_no_message_and_handles_none_twice() {
    let host = Host::start();
    let queue = queue().await;
    send(&host.sqs(), &queue, 0..MESSAGES).await;
    let (begun, done) = (Log::new(), Log::new());
    let start = || {
        let (begun, done) = (begun.clone(), done.clone());
        let consumer = consumer(host.sqs(), &queue)
            .with_concurrency(20)
            // What a poll has received that was given up comes back after this.
            .with_visibility_timeout(Duration::from_secs(2));
        Running::start(consumer, move |message| {
            let (begun, done) = (begun.clone(), done.clone());
            async move {
                begun.push(number(&message));
                sleep(Duration::from_millis(20)).await;
                done.push(number(&message));
                Ok(())
            }
        })
    };
    for stops in 1..4 {
        let running = start();
        begun.wait_for(stops * 50).await;
        running.stop().await;
        let done = done.entries().len();
        assert_eq!(begun.entries().len(), done);
        assert_eq!(host.handlings().len(), done);
    }
    let running = start();
    done.wait_for(MESSAGES).await;
    running.stop().await;
    assert_eq!(done.counts(), once(0..MESSAGES));
    assert_eq!(left_in(&bare(), &queue).await, 0);
    let handlings = host.handlings();
    assert_eq!(handlings.len(), MESSAGES);
    assert!(handlings.iter().all(|span| error_type(span).is_none()));
}
