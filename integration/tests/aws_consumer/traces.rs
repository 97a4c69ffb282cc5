//! What the spans of a consumer look like.

use crate::support::{Failed, Host, Log, Running, bare, consumer, left_in, name_of, queue, send};
use integration::spans::{in_span, work};
use integration::wire::soon;
use std::sync::Arc;

#[tokio::test]
async fn a_message_is_handled_in_the_trace_of_its_sender() {
    let host = Arc::new(Host::start());
    let queue = queue().await;
    in_span(&host.lumigo, "order", async {
        let send = host.sqs().send_message().queue_url(&queue);
        soon(send.message_body("an order").send()).await.unwrap();
    })
    .await;
    let done = Log::new();
    let (does, working) = (done.clone(), Arc::clone(&host));
    let running = Running::start(consumer(host.sqs(), &queue), move |message| {
        let (does, host) = (does.clone(), Arc::clone(&working));
        async move {
            tokio::task::yield_now().await;
            work(&host.lumigo, "handle");
            does.push(message.body.unwrap());
            Ok(())
        }
    });
    done.wait_for(1).await;
    running.stop().await;
    assert_eq!(*done.entries(), ["an order"]);
    let tree = host.tree();
    let mut traces: Vec<_> = tree.split("\n\n").collect();
    // The queue is asked for its visibility time-out when a message comes, if there is time for that.
    traces.retain(|trace| *trace != "CLIENT SQS.GetQueueAttributes");
    traces.sort_unstable();
    let handled = format!(
        "INTERNAL order\n  PRODUCER SQS.SendMessage\n    CONSUMER process {}\n      INTERNAL handle",
        name_of(&queue)
    );
    let expected = [
        "CLIENT SQS.DeleteMessageBatch",
        "CLIENT SQS.ReceiveMessage",
        &handled,
    ];
    assert_eq!(traces, expected);
}

#[tokio::test]
async fn polls_are_no_part_of_the_span_that_the_consumer_runs_in() {
    let host = Host::start();
    let queue = queue().await;
    send(&bare(), &queue, 0..1).await;
    let done = Log::new();
    let does = done.clone();
    let consumer = consumer(host.sqs(), &queue);
    in_span(&host.lumigo, "main", async {
        let handler = move |_| {
            does.push(());
            async { Ok::<_, Failed>(()) }
        };
        soon(consumer.run_until(handler, done.wait_for(1))).await;
    })
    .await;
    let tree = host.tree();
    assert!(
        tree.split("\n\n").any(|trace| trace == "INTERNAL main"),
        "{tree}"
    );
    assert!(tree.contains("CLIENT SQS.ReceiveMessage"), "{tree}");
}

#[tokio::test]
async fn without_an_interceptor_messages_are_handled_too() {
    let queue = queue().await;
    send(&bare(), &queue, 0..10).await;
    let done = Log::new();
    let does = done.clone();
    let running = Running::start(consumer(bare(), &queue), move |_| {
        does.push(());
        async { Ok(()) }
    });
    done.wait_for(10).await;
    running.stop().await;
    assert_eq!(left_in(&bare(), &queue).await, 0);
}
