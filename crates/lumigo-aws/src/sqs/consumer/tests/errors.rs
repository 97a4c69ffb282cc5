use super::fake::{Call, Reply, message, receipt, receipts};
use super::*;
use serde_json::json;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

#[tokio::test(start_paused = true)]
async fn a_message_that_fails_is_left_as_it_is() {
    let fake = Fake::with([vec![message(0)]]);
    let running = Running::start(consumer(&fake), fail);
    tokio::time::sleep(Duration::from_secs(300)).await;
    running.stop().await;
    assert_eq!(fake.count("DeleteMessageBatch"), 0);
    assert_eq!(fake.count("ChangeMessageVisibilityBatch"), 0);
}

#[tokio::test(start_paused = true)]
async fn a_message_that_fails_comes_back_when_the_host_says() {
    let mut received = message(0);
    received["Attributes"] = json!({ "ApproximateReceiveCount": "3" });
    for (delay, expected) in [
        (Duration::ZERO, 0),
        (Duration::from_millis(1), 1),
        (Duration::from_secs(90), 90),
        (Duration::MAX, 43_200),
    ] {
        let fake = Fake::with([vec![received.clone()]]);
        let consumer = consumer(&fake).with_retry_delay(move |_: &Failed, times| {
            assert_eq!(times, 3);
            Some(delay)
        });
        let running = Running::start(consumer, fail);
        let changes = fake.wait_for("ChangeMessageVisibilityBatch", 1).await;
        running.stop().await;
        let entry =
            json!({ "Id": "0", "ReceiptHandle": receipt(0), "VisibilityTimeout": expected });
        assert_eq!(
            changes[0].input,
            json!({ "QueueUrl": URL, "Entries": [entry] })
        );
        assert_eq!(fake.count("DeleteMessageBatch"), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_received_without_a_count_is_received_once() {
    for count in [json!({}), json!({ "ApproximateReceiveCount": "many" })] {
        let mut received = message(0);
        received["Attributes"] = count;
        let fake = Fake::with([vec![received]]);
        let consumer = consumer(&fake)
            .with_retry_delay(|_: &Failed, times| Some(Duration::from_secs(times.into())));
        let running = Running::start(consumer, fail);
        let changes = fake.wait_for("ChangeMessageVisibilityBatch", 1).await;
        running.stop().await;
        assert_eq!(changes[0].input["Entries"][0]["VisibilityTimeout"], 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_visibility_that_cannot_be_changed_is_told() {
    let refused = json!({ "Id": "0", "Code": "Oops", "SenderFault": true });
    let refused = json!({ "Successful": [], "Failed": [refused] });
    for (reply, expected) in [
        (
            None,
            "the visibility time-out of messages could not be changed",
        ),
        (
            Some(refused),
            "the visibility time-out of a message could not be changed: Oops",
        ),
    ] {
        let fake = Fake::and([vec![message(0)]], move |call: &Call| {
            let reply = || reply.clone().map_or(Reply::NoConnection, Reply::Output);
            (call.operation == "ChangeMessageVisibilityBatch").then(reply)
        });
        let consumer = consumer(&fake).with_retry_delay(|_: &Failed, _| Some(Duration::ZERO));
        let (consumer, told) = told(consumer);
        let running = Running::start(consumer, fail);
        fake.wait_for("ChangeMessageVisibilityBatch", 1).await;
        running.stop().await;
        assert_eq!(*told.lock().unwrap(), [expected]);
    }
}

#[tokio::test(start_paused = true)]
async fn after_a_panic_of_the_hosts_the_loop_goes_on() {
    let fake = Fake::and(
        [
            vec![message("bad"), message("worse")],
            vec![message("good")],
        ],
        |call: &Call| (call.operation == "GetQueueAttributes").then_some(Reply::NoConnection),
    );
    let told = Arc::new(AtomicUsize::new(0));
    let tells = Arc::clone(&told);
    let consumer = consumer(&fake).with_concurrency(2).on_error(move |_| {
        tells.fetch_add(1, SeqCst);
        panic!("of the callback");
    });
    let consumer = consumer.with_retry_delay(|_: &Failed, _| panic!("of the policy"));
    let handler = |message: Message| {
        let body = body(&message);
        // Before there is a future.
        assert_ne!(body, "worse");
        async move { if body == "bad" { Err(Failed) } else { Ok(()) } }
    };
    let running = Running::start(consumer, handler);
    let deletions = fake.wait_for("DeleteMessageBatch", 1).await;
    running.stop().await;
    assert_eq!(receipts(&deletions[0]), [receipt("good")]);
    assert_eq!(fake.count("ChangeMessageVisibilityBatch"), 0);
    assert!(told.load(SeqCst) > 0);
}
