//! Servers that are gone, and queues that are not there.

use crate::support::{
    Host, Log, Running, bare, client, consumer, left_in, number, once, queue, queue_with, send,
    told,
};
use integration::moto::Moto;
use integration::spans::error_type;
use integration::wire::soon;

const RECEIVE: &str = "messages could not be received";

/// Notes the number of each message.
fn handler(
    done: &Log<usize>,
) -> impl Fn(aws_sdk_sqs::types::Message) -> std::future::Ready<Result<(), crate::support::Failed>> + use<>
{
    let done = done.clone();
    move |message| {
        done.push(number(&message));
        std::future::ready(Ok(()))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_was_killed_is_polled_again_when_it_is_back() {
    let host = Host::start();
    let moto = Moto::start();
    let sqs = client(&moto.config());
    let queue = queue_with(&sqs, &[]).await;
    let done = Log::new();
    let (consumer, told) = told(consumer(host.sqs_at(&moto.endpoint()), &queue));
    let running = Running::start(consumer, handler(&done));
    send(&sqs, &queue, 0..50).await;
    done.wait_for(50).await;
    while left_in(&sqs, &queue).await > 0 {
        tokio::task::yield_now().await;
    }
    moto.kill();
    told.wait_for(5).await;
    moto.restart();
    // Without the queue it is no better.
    let errors = told.entries().len();
    told.wait_for(errors + 1).await;
    let name = crate::support::name_of(&queue);
    soon(sqs.create_queue().queue_name(name).send())
        .await
        .unwrap();
    send(&sqs, &queue, 50..100).await;
    done.wait_for(100).await;
    running.stop().await;
    assert_eq!(done.counts(), once(0..100));
    assert_eq!(left_in(&sqs, &queue).await, 0);
    assert!(
        told.entries().iter().all(|text| text == RECEIVE),
        "{told:?}"
    );
    assert_eq!(host.handlings().len(), 100);
}

#[tokio::test]
async fn a_queue_that_is_missing_is_told_until_it_is_there() {
    let host = Host::start();
    let queue = queue().await;
    soon(bare().delete_queue().queue_url(&queue).send())
        .await
        .unwrap();
    let done = Log::new();
    let (consumer, told) = told(consumer(host.sqs(), &queue));
    let running = Running::start(consumer, handler(&done));
    told.wait_for(4).await;
    assert_eq!(done.entries().len(), 0);
    let name = crate::support::name_of(&queue);
    soon(bare().create_queue().queue_name(name).send())
        .await
        .unwrap();
    send(&bare(), &queue, 0..1).await;
    done.wait_for(1).await;
    running.stop().await;
    let spans = host.spans();
    let polls = spans
        .iter()
        .filter(|span| span.name == "SQS.ReceiveMessage");
    let failed: Vec<_> = polls.filter_map(error_type).collect();
    let told = told.entries();
    assert_eq!(*told, vec![RECEIVE; failed.len()]);
    assert!(
        failed.iter().all(|code| code.contains("NonExistentQueue")),
        "{failed:?}"
    );
}
