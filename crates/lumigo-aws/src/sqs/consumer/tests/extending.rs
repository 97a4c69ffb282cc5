use super::fake::{Call, Reply, message, receipt, receipts, times};
use super::*;
use serde_json::json;
use tokio::time::sleep;

/// Handles what there is for so long, and gives the extensions and what was told.
async fn extensions_of(fake: &Fake, consumer: Consumer, seconds: u64) -> (Vec<Call>, Vec<String>) {
    let (consumer, told) = told(consumer);
    let running = Running::start(consumer, move |_| async move {
        sleep(Duration::from_secs(seconds)).await;
        Ok(())
    });
    sleep(Duration::from_secs(seconds + 100)).await;
    running.stop().await;
    let told = told.lock().unwrap().clone();
    (fake.calls("ChangeMessageVisibilityBatch"), told)
}

/// After each of these seconds, the message must have been extended for long enough.
fn assert_hidden(extensions: &[Call], first: u64, until: u64) {
    let mut hidden = Duration::from_secs(first);
    for call in extensions {
        assert!(call.at < hidden, "{call:?}: hidden until {hidden:?}");
        let timeout = call.input["Entries"][0]["VisibilityTimeout"].as_u64();
        hidden = call.at + Duration::from_secs(timeout.unwrap());
    }
    assert!(hidden >= Duration::from_secs(until), "{hidden:?}");
}

#[tokio::test(start_paused = true)]
async fn a_message_that_takes_long_stays_hidden_for_as_long_as_the_queue_says() {
    let fake = Fake::with([vec![message(0)]]);
    let (extensions, told) = extensions_of(&fake, consumer(&fake), 100).await;
    // Every 15 s, and none after the end.
    assert_eq!(extensions.len(), 6);
    assert_eq!(extensions[0].input["Entries"][0]["VisibilityTimeout"], 30);
    assert_hidden(&extensions, 30, 100);
    assert_eq!(fake.count("GetQueueAttributes"), 1);
    assert_eq!(
        fake.calls("ReceiveMessage")[1]
            .input
            .get("VisibilityTimeout"),
        None
    );
    assert_eq!(told, <[String; 0]>::default());
}

#[tokio::test(start_paused = true)]
async fn a_message_stays_hidden_for_as_long_as_was_set() {
    for visibility in [1, 2, 3, 10, 60] {
        let fake = Fake::with([vec![message(0)]]);
        let timeout = Duration::from_secs(visibility);
        let consumer = consumer(&fake).with_visibility_timeout(timeout);
        let (extensions, _) = extensions_of(&fake, consumer, 100).await;
        assert_hidden(&extensions, visibility, 100);
        assert_eq!(fake.count("GetQueueAttributes"), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_done_soon_is_never_extended() {
    let fake = Fake::with([(0..10).map(message).collect()]);
    let (extensions, _) = extensions_of(&fake, consumer(&fake), 14).await;
    assert_eq!(extensions.len(), 0);
}

#[tokio::test(start_paused = true)]
async fn extensions_are_sent_by_ten() {
    let batches = [(0..10), (10..20), (20..25)];
    let fake = Fake::with(batches.map(|batch| batch.map(message).collect()));
    let consumer = consumer(&fake).with_concurrency(25);
    let (extensions, _) = extensions_of(&fake, consumer, 20).await;
    let sizes: Vec<_> = extensions.iter().map(|call| receipts(call).len()).collect();
    assert_eq!(sizes, [10, 10, 5]);
}

#[tokio::test(start_paused = true)]
async fn a_message_is_hidden_for_at_most_twelve_hours() {
    let fake = Fake::with([vec![message(0)]]);
    // No room: no polls meanwhile.
    let consumer = consumer(&fake)
        .with_concurrency(1)
        .with_visibility_timeout(Duration::from_secs(3_601));
    let (extensions, told) = extensions_of(&fake, consumer, 50_000).await;
    let limit = Duration::from_secs(43_200);
    for call in &extensions {
        let timeout = call.input["Entries"][0]["VisibilityTimeout"].as_u64();
        let until = call.at + Duration::from_secs(timeout.unwrap());
        assert!(until <= limit + Duration::from_millis(5), "{call:?}");
    }
    assert_hidden(&extensions, 3_601, 43_198);
    assert_eq!(told, <[String; 0]>::default());
}

#[tokio::test(start_paused = true)]
async fn a_queue_that_may_not_be_asked_is_told_what_to_do() {
    let denied = || Reply::Error(403, "AccessDenied");
    let silent = || Reply::Output(json!({}));
    let zero = || Reply::Output(json!({ "Attributes": { "VisibilityTimeout": "0" } }));
    let answers: [(fn() -> Reply, usize); 3] = [(denied, 1), (silent, 0), (zero, 0)];
    for (answer, errors) in answers {
        let fake = Fake::and([vec![message(0)], vec![]], move |call: &Call| {
            (call.operation == "GetQueueAttributes").then(answer)
        });
        let (extensions, told) = extensions_of(&fake, consumer(&fake), 100).await;
        assert_hidden(&extensions, 30, 100);
        assert_eq!(fake.count("GetQueueAttributes"), 1);
        let polls = fake.calls("ReceiveMessage");
        assert_eq!(polls.last().unwrap().input["VisibilityTimeout"], 30);
        let expected = "the visibility time-out of the queue could not be read";
        assert_eq!(told, vec![expected; errors]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_queue_that_is_not_there_is_asked_again() {
    let left = Mutex::new(5);
    let fake = Fake::and([vec![message(0)]], move |call: &Call| {
        let mut left = left.lock().unwrap();
        if call.operation != "GetQueueAttributes" || *left == 0 {
            return None;
        }
        *left -= 1;
        Some(match *left % 2 {
            0 => Reply::NoConnection,
            _ => Reply::Error(400, "AWS.SimpleQueueService.NonExistentQueue"),
        })
    });
    let (extensions, told) = extensions_of(&fake, consumer(&fake), 100).await;
    assert_hidden(&extensions, 30, 100);
    assert_eq!(fake.count("GetQueueAttributes"), 6);
    assert_eq!(told.len(), 5);
}

#[tokio::test(start_paused = true)]
async fn an_extension_that_fails_is_tried_again_in_time() {
    let refused = json!({ "Id": "0", "Code": "Oops", "SenderFault": false });
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
        let count = Mutex::new(0);
        let fake = Fake::and([vec![message(0)]], move |call: &Call| {
            if call.operation != "ChangeMessageVisibilityBatch" {
                return None;
            }
            let mut count = count.lock().unwrap();
            *count += 1;
            let failed = || reply.clone().map_or(Reply::NoConnection, Reply::Output);
            (*count % 2 == 1).then(failed)
        });
        let (extensions, told) = extensions_of(&fake, consumer(&fake), 100).await;
        let succeeded: Vec<_> = extensions.iter().skip(1).step_by(2).cloned().collect();
        assert_hidden(&succeeded, 30, 100);
        assert!(told.len() >= 3, "{told:?}");
        assert!(told.iter().all(|text| text == expected), "{told:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn many_messages_stay_hidden_although_extensions_take_their_time() {
    let batches = (0..20).map(|batch| (batch * 10..(batch + 1) * 10).map(message).collect());
    let fake = Fake::and(batches, |call: &Call| {
        (call.operation == "ChangeMessageVisibilityBatch").then(|| Reply::done_after(3))
    });
    let consumer = consumer(&fake).with_concurrency(200);
    let (extensions, told) = extensions_of(&fake, consumer, 200).await;
    let times = times(&extensions);
    assert_eq!(times.len(), 200);
    for (receipt, times) in times {
        let mut hidden = Duration::from_secs(30);
        for at in times {
            // Also when the answer is there.
            assert!(at + Duration::from_secs(3) < hidden, "{receipt}: {at:?}");
            hidden = at + Duration::from_secs(30);
        }
        assert!(hidden >= Duration::from_secs(200), "{receipt}: {hidden:?}");
    }
    assert_eq!(told, <[String; 0]>::default());
}

#[tokio::test(start_paused = true)]
async fn an_extension_without_an_answer_keeps_no_other_from_being_sent() {
    let batches = [(0..10), (10..20)].map(|batch| batch.map(message).collect());
    let fake = Fake::and(batches, |call: &Call| {
        let is_extension = call.operation == "ChangeMessageVisibilityBatch";
        (is_extension && receipts(call).contains(&&*receipt(0))).then_some(Reply::Never)
    });
    let running = Running::start(consumer(&fake).with_concurrency(20), never);
    sleep(Duration::from_secs(100)).await;
    running.task.abort();
    let extensions = fake.calls("ChangeMessageVisibilityBatch");
    let times = times(&extensions);
    // What is under way is not asked for once more.
    assert_eq!(times[&*receipt(0)].len(), 1);
    let most = times.values().map(Vec::len).max();
    assert_eq!(most, Some(6));
    assert_eq!(times.len(), 20);
}

#[tokio::test(start_paused = true)]
async fn an_extension_that_is_refused_for_good_is_told_once_and_given_up() {
    let fake = Fake::and([vec![message(0)]], |call: &Call| {
        (call.operation == "ChangeMessageVisibilityBatch").then(|| Reply::refused(true))
    });
    let ids = Shared::default();
    let tells = Arc::clone(&ids);
    let consumer = consumer(&fake).on_error(move |error| {
        if let ConsumerError::ChangeVisibilityEntry {
            message_id, entry, ..
        } = error
        {
            let id = message_id.clone().unwrap();
            tells.lock().unwrap().push((id, entry.code.clone()));
        }
    });
    let running = Running::start(consumer, move |_| async move {
        sleep(Duration::from_secs(3_600)).await;
        Ok(())
    });
    sleep(Duration::from_secs(3_700)).await;
    running.stop().await;
    assert_eq!(fake.count("ChangeMessageVisibilityBatch"), 1);
    let expected = ("id of 0".to_owned(), "Oops".to_owned());
    assert_eq!(*ids.lock().unwrap(), [expected]);
    // SQS may know better by then.
    assert_eq!(fake.count("DeleteMessageBatch"), 1);
}
