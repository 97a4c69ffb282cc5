use super::fake::{Call, Reply, message, receipt, receipts};
use super::*;
use serde_json::json;

/// Refuses the first entry of each batch, as often as given.
fn refusing(times: usize, sender_fault: bool) -> Fake {
    let left = Mutex::new(times);
    Fake::and([(0..3).map(message).collect()], move |call: &Call| {
        let mut left = left.lock().unwrap();
        if call.operation != "DeleteMessageBatch" || *left == 0 {
            return None;
        }
        *left -= 1;
        Some(Reply::refused(sender_fault))
    })
}

/// Lets a consumer handle what there is, and gives the deletions and what was told.
async fn deletions_of(fake: &Fake) -> (Vec<Call>, Vec<String>) {
    let (consumer, told) = told(consumer(fake));
    let running = Running::start(consumer, succeed);
    tokio::time::sleep(Duration::from_secs(300)).await;
    running.stop().await;
    let told = told.lock().unwrap().clone();
    (fake.calls("DeleteMessageBatch"), told)
}

#[tokio::test(start_paused = true)]
async fn ten_deletions_are_sent_together_and_the_rest_shortly_after() {
    let fake = Fake::with([
        (0..10).map(message).collect(),
        (10..13).map(message).collect(),
    ]);
    let (deletions, told) = deletions_of(&fake).await;
    let sizes: Vec<_> = deletions.iter().map(|call| receipts(call).len()).collect();
    assert_eq!(sizes, [10, 3]);
    assert!(
        deletions[0].at < Duration::from_millis(100),
        "{deletions:?}"
    );
    assert!(
        deletions[1].at <= Duration::from_millis(202),
        "{deletions:?}"
    );
    let mut all: Vec<_> = deletions.iter().flat_map(receipts).collect();
    all.sort_unstable();
    let mut expected: Vec<_> = (0..13).map(receipt).collect();
    expected.sort_unstable();
    assert_eq!(all, expected);
    assert_eq!(told, <[String; 0]>::default());
}

#[tokio::test(start_paused = true)]
async fn an_entry_that_fails_is_tried_again_alone() {
    let fake = refusing(2, false);
    let (deletions, told) = deletions_of(&fake).await;
    assert_eq!(deletions.len(), 3);
    let first = receipts(&deletions[0])[0];
    for again in &deletions[1..] {
        assert_eq!(receipts(again), [first]);
    }
    assert_eq!(told, <[String; 0]>::default());
}

#[tokio::test(start_paused = true)]
async fn an_entry_that_fails_again_and_again_is_given_up_and_told() {
    let fake = refusing(usize::MAX, false);
    let (deletions, told) = deletions_of(&fake).await;
    assert_eq!(deletions.len(), 5);
    assert_eq!(
        told,
        ["a message that was handled could not be deleted: Oops"]
    );
}

#[tokio::test(start_paused = true)]
async fn an_entry_that_can_never_be_deleted_is_given_up_at_once() {
    let fake = refusing(usize::MAX, true);
    let (deletions, told) = deletions_of(&fake).await;
    assert_eq!(deletions.len(), 1);
    assert_eq!(
        told,
        ["a message that was handled could not be deleted: Oops"]
    );
}

#[tokio::test(start_paused = true)]
async fn a_call_that_fails_is_made_again_and_its_end_is_told() {
    for (failures, attempts, expected) in [
        (4, 5, &[][..]),
        (
            usize::MAX,
            5,
            &["messages that were handled could not be deleted"],
        ),
    ] {
        let left = Mutex::new(failures);
        let fake = Fake::and([(0..3).map(message).collect()], move |call: &Call| {
            let mut left = left.lock().unwrap();
            (call.operation == "DeleteMessageBatch" && *left > 0).then(|| {
                *left -= 1;
                Reply::NoConnection
            })
        });
        let (deletions, told) = deletions_of(&fake).await;
        assert_eq!(deletions.len(), attempts);
        assert_eq!(told, expected);
    }
}

#[tokio::test(start_paused = true)]
async fn a_batch_that_fails_does_not_keep_others_from_being_deleted() {
    let fake = Fake::and(
        (0..30).map(|number| vec![message(number)]),
        |call: &Call| {
            let is_deletion = call.operation == "DeleteMessageBatch";
            let bad = is_deletion.then(|| receipts(call).iter().position(|one| *one == receipt(0)));
            let failed = json!({ "Id": bad??.to_string(), "Code": "Oops", "SenderFault": false });
            Some(Reply::Output(
                json!({ "Successful": [], "Failed": [failed] }),
            ))
        },
    );
    let (deletions, told) = deletions_of(&fake).await;
    let mut times: Vec<_> = deletions.iter().flat_map(receipts).collect();
    times.sort_unstable();
    assert_eq!(times.len(), 29 + 5);
    times.dedup();
    assert_eq!(times.len(), 30);
    assert_eq!(told.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn messages_are_kept_until_they_are_deleted() {
    let fake = Fake::and([vec![message(0)]], |call: &Call| {
        (call.operation == "DeleteMessageBatch").then(|| Reply::done_after(100))
    });
    let (deletions, _) = deletions_of(&fake).await;
    assert_eq!(deletions.len(), 1);
    let extensions = fake.calls("ChangeMessageVisibilityBatch");
    assert_eq!(extensions.len(), 6, "{extensions:?}");
}

#[tokio::test(start_paused = true)]
async fn several_batches_are_deleted_at_once_but_not_too_many() {
    let batches = (0..40).map(|batch| (batch * 10..(batch + 1) * 10).map(message).collect());
    let fake = Fake::and(batches, |call: &Call| {
        (call.operation == "DeleteMessageBatch").then(|| Reply::done_after(10))
    });
    let (deletions, told) = deletions_of(&fake).await;
    assert!(deletions.iter().all(|call| receipts(call).len() == 10));
    let seconds: Vec<_> = deletions
        .iter()
        .map(|call| call.at.as_secs() / 10)
        .collect();
    let at_once = [0, 1, 2].map(|ten| seconds.iter().filter(|one| **one == ten).count());
    assert_eq!(at_once, [16, 16, 8]);
    assert_eq!(told, <[String; 0]>::default());
}

#[tokio::test(start_paused = true)]
async fn it_is_told_which_message_was_not_deleted() {
    let fake = refusing(1, true);
    let ids = Shared::default();
    let tells = Arc::clone(&ids);
    let consumer = consumer(&fake).on_error(move |error| {
        if let ConsumerError::DeleteEntry { message_id, .. } = error {
            tells.lock().unwrap().push(message_id.clone());
        }
    });
    let running = Running::start(consumer, succeed);
    let deletions = fake.wait_for("DeleteMessageBatch", 1).await;
    running.stop().await;
    let refused = receipts(&deletions[0])[0].replace("receipt", "id");
    assert_eq!(*ids.lock().unwrap(), [Some(refused)]);
}

#[tokio::test(start_paused = true)]
async fn after_a_panic_in_a_call_others_are_made() {
    let is_first = Mutex::new(true);
    let batches = (0..5).map(|number| vec![message(number)]);
    let fake = Fake::and(batches, move |call: &Call| {
        let is_deletion = call.operation == "DeleteMessageBatch";
        let is_first = is_deletion && std::mem::take(&mut *is_first.lock().unwrap());
        assert!(!is_first, "of the client");
        None
    });
    let running = Running::start(consumer(&fake).with_concurrency(1), |_| async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        Ok(())
    });
    // The panicking one is not noted.
    fake.wait_for("DeleteMessageBatch", 4).await;
    running.stop().await;
}
