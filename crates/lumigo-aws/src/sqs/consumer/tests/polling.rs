use super::fake::{Reply, message};
use super::*;
use serde_json::json;

fn most(calls: &[super::fake::Call]) -> Vec<i64> {
    let most = calls.iter().map(|call| &call.input["MaxNumberOfMessages"]);
    most.map(|most| most.as_i64().unwrap()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_poll_waits_and_asks_for_all_attributes() {
    let fake = Fake::with([]);
    let running = Running::start(consumer(&fake), succeed);
    let polls = fake.wait_for("ReceiveMessage", 1).await;
    running.stop().await;
    let expected = json!({
        "QueueUrl": URL,
        "MaxNumberOfMessages": 10,
        "WaitTimeSeconds": 20,
        "MessageAttributeNames": ["All"],
        "MessageSystemAttributeNames": ["All"],
    });
    assert_eq!(polls[0].input, expected);
}

#[tokio::test(start_paused = true)]
async fn a_poll_asks_for_the_times_that_were_set() {
    let fake = Fake::with([]);
    let consumer = consumer(&fake)
        .with_wait_time(Duration::from_secs(3))
        .with_visibility_timeout(Duration::from_secs(77));
    let running = Running::start(consumer, succeed);
    let polls = fake.wait_for("ReceiveMessage", 1).await;
    running.stop().await;
    assert_eq!(polls[0].input["WaitTimeSeconds"], 3);
    assert_eq!(polls[0].input["VisibilityTimeout"], 77);
}

#[tokio::test(start_paused = true)]
async fn idle_there_is_one_poll_per_wait_and_nothing_else() {
    let fake = Fake::with([]);
    let running = Running::start(consumer(&fake), succeed);
    tokio::time::sleep(Duration::from_secs(199)).await;
    running.stop().await;
    assert_eq!(fake.calls("ReceiveMessage").len(), 10);
    assert_eq!(fake.calls("GetQueueAttributes").len(), 0);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_polled_for_what_there_is_no_room_for() {
    let batch = |range: std::ops::Range<i32>| range.map(message).collect::<Vec<_>>();
    let fake = Fake::with([batch(0..10), batch(10..12), batch(12..20), batch(20..25)]);
    let running = Running::start(consumer(&fake).with_concurrency(25), never);
    tokio::time::sleep(Duration::from_secs(3_600)).await;
    assert_eq!(most(&fake.calls("ReceiveMessage")), [10, 10, 10, 5]);
    running.task.abort();
}

#[tokio::test(start_paused = true)]
async fn room_is_there_again_when_a_handler_has_ended() {
    let fake = Fake::with([vec![message(0), message(1)], vec![message(2)]]);
    let handler = |message: Message| async move {
        if body(&message) != "0" {
            pending::<()>().await;
        }
        Ok(())
    };
    let running = Running::start(consumer(&fake).with_concurrency(2), handler);
    tokio::time::sleep(Duration::from_secs(3_600)).await;
    assert_eq!(most(&fake.calls("ReceiveMessage")), [2, 1]);
    running.task.abort();
}

#[tokio::test(start_paused = true)]
async fn handlers_work_at_once() {
    let fake = Fake::with([(0..10).map(message).collect()]);
    let together = Arc::new(tokio::sync::Barrier::new(10));
    let handler = move |_| {
        let together = Arc::clone(&together);
        async move {
            together.wait().await;
            Ok(())
        }
    };
    let running = Running::start(consumer(&fake), handler);
    fake.wait_for("DeleteMessageBatch", 1).await;
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn polls_that_fail_back_off_and_are_told() {
    for refuse in [
        || Reply::Error(500, "InternalError"),
        || Reply::Error(400, "AWS.SimpleQueueService.NonExistentQueue"),
        || Reply::Error(403, "AccessDenied"),
        || Reply::NoConnection,
        || Reply::Output(json!({ "Messages": 7 })),
    ] {
        let fake = Fake::new(move |_| refuse());
        let (consumer, told) = told(consumer(&fake));
        let running = Running::start(consumer, succeed);
        tokio::time::sleep(Duration::from_secs(600)).await;
        running.stop().await;
        let polls = fake.calls("ReceiveMessage");
        // Waits are 10 s in the mean, after some short ones at first.
        assert!((30..200).contains(&polls.len()), "{}", polls.len());
        for (failures, pair) in polls.windows(2).enumerate() {
            let wait = pair[1].at - pair[0].at;
            let longest = (100 << failures.min(8)).min(20_000);
            // The clock counts whole milliseconds.
            assert!(wait.as_millis() <= longest + 1, "{failures}: {wait:?}");
        }
        let told = told.lock().unwrap();
        assert_eq!(*told, vec!["messages could not be received"; polls.len()]);
    }
}

#[tokio::test(start_paused = true)]
async fn polls_that_are_empty_at_once_back_off_up_to_the_wait_and_nobody_is_told() {
    for (wait, expected) in [(20, 30..200), (1, 600..1_300)] {
        let fake = Fake::new(|_| Reply::Output(json!({})));
        let (consumer, told) = told(consumer(&fake).with_wait_time(Duration::from_secs(wait)));
        let running = Running::start(consumer, succeed);
        tokio::time::sleep(Duration::from_secs(600)).await;
        running.stop().await;
        let polls = fake.calls("ReceiveMessage");
        assert!(expected.contains(&polls.len()), "{wait}: {}", polls.len());
        for pair in polls.windows(2) {
            let pause = pair[1].at - pair[0].at;
            assert!(
                pause <= Duration::from_millis(wait * 1_000 + 2),
                "{pause:?}"
            );
        }
        assert_eq!(*told.lock().unwrap(), <[String; 0]>::default());
    }
}

#[tokio::test(start_paused = true)]
async fn a_poll_that_has_waited_or_has_messages_ends_the_backing_off() {
    let one: fn() -> Reply = || Reply::Output(json!({ "Messages": [message(0)] }));
    let answers: [fn() -> Reply; 2] = [Reply::empty, one];
    for answer in answers {
        let count = Mutex::new(0);
        let fake = Fake::new(move |call| {
            let mut count = count.lock().unwrap();
            *count += usize::from(call.operation == "ReceiveMessage");
            match *count {
                20 => answer(),
                21 => Reply::Error(500, "InternalError"),
                22 => Reply::Never,
                count if count % 2 == 0 => Reply::Output(json!({})),
                _ => Reply::NoConnection,
            }
        });
        let running = Running::start(consumer(&fake), never);
        let polls = fake.wait_for("ReceiveMessage", 22).await;
        running.task.abort();
        assert!(
            polls[21].at - polls[20].at <= Duration::from_millis(102),
            "{polls:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn messages_are_handed_over_as_they_are() {
    let attributes = json!({ "ApproximateReceiveCount": "3", "SenderId": "me" });
    let own = json!({ "own": { "DataType": "String", "StringValue": "value" } });
    let fake = Fake::with([vec![
        json!({ "Body": "no receipt, no id" }),
        json!({}),
        json!({ "MessageId": "1", "ReceiptHandle": "2", "Body": "3", "Attributes": attributes, "MessageAttributes": own }),
    ]]);
    let messages = Shared::default();
    let handled = Arc::clone(&messages);
    let handler = move |message| {
        handled.lock().unwrap().push(message);
        async { Ok(()) }
    };
    let running = Running::start(consumer(&fake), handler);
    let deletions = fake.wait_for("DeleteMessageBatch", 1).await;
    running.stop().await;
    assert_eq!(super::fake::receipts(&deletions[0]), ["2"]);
    let mut messages = std::mem::take(&mut *messages.lock().unwrap());
    messages.sort_by_key(|message: &Message| message.body.clone());
    let bodies: Vec<_> = messages.iter().map(|message| message.body()).collect();
    assert_eq!(bodies, [None, Some("3"), Some("no receipt, no id")]);
    let whole = &messages[1];
    assert_eq!(
        (whole.message_id(), whole.receipt_handle()),
        (Some("1"), Some("2"))
    );
    assert_eq!(whole.attributes().unwrap().len(), 2);
    assert_eq!(whole.message_attributes().unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn many_polls_leave_nothing_behind() {
    const POLLS: usize = 5_000;
    let left = Mutex::new(POLLS);
    let finished = Arc::new(tokio::sync::Notify::new());
    let finish = Arc::clone(&finished);
    let fake = Fake::new(move |call| {
        if call.operation != "ReceiveMessage" {
            return Reply::done();
        }
        let mut left = left.lock().unwrap();
        *left -= 1;
        match *left {
            0 => {
                finish.notify_one();
                Reply::Never
            }
            left if left % 10 == 0 => Reply::Output(json!({ "Messages": [message(left)] })),
            _ => Reply::Output(json!({})),
        }
    });
    let consumer = consumer(&fake).with_visibility_timeout(Duration::from_secs(30));
    let queue = Queue::new(consumer.client, consumer.queue_url, consumer.wait, None);
    let (work, endings) = Work::new(succeed, LeaveMessage, queue, consumer.visibility);
    let heart = Arc::clone(&work.heart);
    let mut run = Run::start(work, endings, 10);
    tokio::select! {
        () = finished.notified() => (),
        () = run.poll() => panic!("it does not end"),
    }
    assert!(run.tasks() <= 20, "{}", run.tasks());
    run.finish(None).await;
    assert_eq!(heart.open_claims(), 0);
}
