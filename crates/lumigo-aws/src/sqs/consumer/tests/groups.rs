use super::fake::{grouped, receipt, receipts};
use super::*;
use serde_json::Value;

const FIFO: &str = "https://sqs.us-east-1.amazonaws.com/123456789012/orders.fifo";

/// Messages `group` and a number, where `-` in front of that makes the handler fail.
fn batch(bodies: &[&str]) -> Vec<Value> {
    let message = |body: &&str| grouped(body, &body[..1]);
    bodies.iter().map(message).collect()
}

/// Handles a batch, and gives the bodies in the order in which their handlers have begun.
async fn handled(fake: &Fake, url: &str, delay: Option<Duration>) -> Vec<String> {
    let consumer = Consumer::new(fake.client(), url);
    let consumer = consumer.with_retry_delay(move |_: &Failed, _| delay);
    let order = Shared::default();
    let (begun, working) = (Arc::clone(&order), Arc::new(Mutex::new(Vec::<char>::new())));
    let handler = move |message: Message| {
        let (begun, working) = (Arc::clone(&begun), Arc::clone(&working));
        async move {
            let body = body(&message);
            let group = body.chars().next().unwrap();
            begun.lock().unwrap().push(body.clone());
            let alone = !working.lock().unwrap().contains(&group);
            working.lock().unwrap().push(group);
            // The later ones are faster.
            let number: u64 = body[1..].trim_start_matches('-').parse().unwrap();
            tokio::time::sleep(Duration::from_millis(10 - number)).await;
            working.lock().unwrap().retain(|one| *one != group);
            assert!(alone, "{body}");
            if body.contains('-') {
                Err(Failed)
            } else {
                Ok(())
            }
        }
    };
    let running = Running::start(consumer, handler);
    tokio::time::sleep(Duration::from_secs(1)).await;
    running.stop().await;
    std::mem::take(&mut *order.lock().unwrap())
}

fn of<'a>(order: &'a [String], group: &str) -> Vec<&'a str> {
    let all = order.iter().map(String::as_str);
    all.filter(|body| body.starts_with(group)).collect()
}

#[tokio::test(start_paused = true)]
async fn a_group_of_a_fifo_queue_is_handled_in_its_order_beside_others() {
    let fake = Fake::with([batch(&["a1", "b1", "a2", "c1", "b2", "a3"])]);
    let order = handled(&fake, FIFO, None).await;
    assert_eq!(order.len(), 6);
    assert_eq!(of(&order, "a"), ["a1", "a2", "a3"]);
    assert_eq!(of(&order, "b"), ["b1", "b2"]);
    let begun: Vec<_> = order[..3].iter().map(|body| &body[1..]).collect();
    assert_eq!(begun, ["1", "1", "1"]);
    let deleted: usize = fake
        .calls("DeleteMessageBatch")
        .iter()
        .map(|call| receipts(call).len())
        .sum();
    assert_eq!(deleted, 6);
}

#[tokio::test(start_paused = true)]
async fn what_follows_a_failure_in_its_group_is_left() {
    for delay in [None, Some(Duration::from_secs(7))] {
        let fake = Fake::with([batch(&["a1", "b1", "a-2", "b2", "a3", "a4"])]);
        let order = handled(&fake, FIFO, delay).await;
        assert_eq!(of(&order, "a"), ["a1", "a-2"]);
        assert_eq!(of(&order, "b"), ["b1", "b2"]);
        let deletions = fake.calls("DeleteMessageBatch");
        let mut deleted: Vec<_> = deletions.iter().flat_map(receipts).collect();
        deleted.sort_unstable();
        assert_eq!(deleted, ["a1", "b1", "b2"].map(receipt));
        let changes = fake.calls("ChangeMessageVisibilityBatch");
        if delay.is_none() {
            assert_eq!(changes.len(), 0);
            continue;
        }
        assert_eq!(changes.len(), 1);
        assert_eq!(receipts(&changes[0]), ["a-2", "a3", "a4"].map(receipt));
        let entries = changes[0].input["Entries"].as_array().unwrap();
        assert!(
            entries.iter().all(|entry| entry["VisibilityTimeout"] == 7),
            "{changes:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn other_queues_have_groups_without_an_order() {
    let fake = Fake::with([batch(&["a-1", "b2", "c3", "d4"])]);
    let order = handled(&fake, URL, None).await;
    assert_eq!(order.len(), 4);
    let together = Arc::new(tokio::sync::Barrier::new(3));
    let fake = Fake::with([batch(&["a1", "a2", "a3"])]);
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
async fn what_waits_for_its_turn_stays_hidden() {
    let fake = Fake::with([batch(&["a1", "a2", "a3"])]);
    let consumer = Consumer::new(fake.client(), FIFO);
    let running = Running::start(consumer, |_| async {
        tokio::time::sleep(Duration::from_secs(19)).await;
        Ok(())
    });
    tokio::time::sleep(Duration::from_secs(100)).await;
    running.stop().await;
    let extensions = fake.calls("ChangeMessageVisibilityBatch");
    let mut extended: Vec<_> = extensions.iter().flat_map(receipts).collect();
    extended.sort_unstable();
    // After 15, 30 and 45 s.
    assert_eq!(extended, ["a1", "a2", "a2", "a3", "a3", "a3"].map(receipt));
}
