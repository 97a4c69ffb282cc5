use super::fake::{Call, Reply, grouped, message, receipt, receipts};
use super::*;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use tokio::sync::mpsc;
use tokio::time::Instant;

/// Counts futures that are dropped.
struct Dropped(Arc<AtomicUsize>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.fetch_add(1, SeqCst);
    }
}

type Handling = Pin<Box<dyn Future<Output = Result<(), Failed>> + Send>>;

/// A handler that takes 10 s, what tells of its beginning, and how many are gone.
fn slow() -> (
    impl Fn(Message) -> Handling,
    mpsc::UnboundedReceiver<String>,
    Arc<AtomicUsize>,
) {
    let (begin, begun) = mpsc::unbounded_channel();
    let gone = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&gone);
    let handler = move |message: Message| {
        let dropped = Dropped(Arc::clone(&counted));
        begin.send(body(&message)).unwrap();
        let work = async move {
            let _dropped = dropped;
            tokio::time::sleep(Duration::from_secs(10)).await;
            Ok(())
        };
        Box::pin(work) as _
    };
    (handler, begun, gone)
}

#[tokio::test(start_paused = true)]
async fn a_poll_in_flight_is_given_up_after_a_second() {
    let fake = Fake::new(|_| Reply::Never);
    let running = Running::start(consumer(&fake), succeed);
    fake.wait_for("ReceiveMessage", 1).await;
    let start = Instant::now();
    running.stop().await;
    assert_eq!(start.elapsed(), Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn messages_of_a_poll_in_flight_go_back() {
    let brought = serde_json::json!({ "Messages": [message(0), message(1)] });
    let brought = Reply::After(Duration::from_millis(500), Box::new(Reply::Output(brought)));
    let polls = std::sync::Mutex::new(Some(brought));
    let fake = Fake::new(move |call| match call.operation.as_str() {
        "ReceiveMessage" => polls.lock().unwrap().take().unwrap_or(Reply::Never),
        _ => Reply::done(),
    });
    let (handler, mut begun, _) = slow();
    let running = Running::start(consumer(&fake), handler);
    fake.wait_for("ReceiveMessage", 1).await;
    running.stop().await;
    assert!(begun.try_recv().is_err());
    let returns = fake.calls("ChangeMessageVisibilityBatch");
    assert_eq!(returns.iter().flat_map(receipts).count(), 2);
    assert_eq!(fake.count("ReceiveMessage"), 1);
}

#[tokio::test(start_paused = true)]
async fn a_wait_after_failures_is_given_up_at_once() {
    let fake = Fake::new(|_| Reply::NoConnection);
    let running = Running::start(consumer(&fake), succeed);
    fake.wait_for("ReceiveMessage", 12).await;
    let start = Instant::now();
    running.stop().await;
    assert_eq!(start.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn what_was_asked_to_stop_before_it_began_polls_nothing() {
    let fake = Fake::with([vec![message(0)]]);
    consumer(&fake)
        .run_until(succeed, std::future::ready(7))
        .await;
    assert_eq!(fake.count("ReceiveMessage"), 0);
}

#[tokio::test(start_paused = true)]
async fn handlers_and_their_deletions_are_finished() {
    let fake = Fake::with([vec![message(0), message(1)]]);
    let (handler, mut begun, gone) = slow();
    let running = Running::start(consumer(&fake), handler);
    begun.recv().await.unwrap();
    begun.recv().await.unwrap();
    running.stop().await;
    assert_eq!(gone.load(SeqCst), 2);
    let deletions = fake.calls("DeleteMessageBatch");
    assert_eq!(deletions.iter().flat_map(receipts).count(), 2);
    assert_eq!(fake.count("ReceiveMessage"), 2);
}

#[tokio::test(start_paused = true)]
async fn deletions_that_fail_are_tried_again_after_the_stop() {
    let left = Mutex::new(3);
    let fake = Fake::and([vec![message(0)]], move |call: &Call| {
        let mut left = left.lock().unwrap();
        (call.operation == "DeleteMessageBatch" && *left > 0).then(|| {
            *left -= 1;
            Reply::NoConnection
        })
    });
    let (handler, mut begun, _) = slow();
    let running = Running::start(consumer(&fake), handler);
    begun.recv().await.unwrap();
    running.stop().await;
    assert_eq!(fake.count("DeleteMessageBatch"), 4);
}

#[tokio::test(start_paused = true)]
async fn what_takes_longer_than_the_limit_is_cancelled() {
    let fake = Fake::with([vec![message(0), message(1)]]);
    let (handler, mut begun, gone) = slow();
    let consumer = consumer(&fake).with_shutdown_timeout(Duration::from_secs(9));
    let running = Running::start(consumer, handler);
    begun.recv().await.unwrap();
    begun.recv().await.unwrap();
    let start = Instant::now();
    running.stop().await;
    assert!(start.elapsed() < Duration::from_millis(9_010), "{start:?}");
    assert_eq!(gone.load(SeqCst), 2);
    assert_eq!(fake.count("DeleteMessageBatch"), 0);
}

#[tokio::test(start_paused = true)]
async fn deletions_that_take_longer_than_the_limit_are_given_up() {
    let fake = Fake::and([vec![message(0)]], |call: &Call| {
        (call.operation == "DeleteMessageBatch").then_some(Reply::Never)
    });
    let consumer = consumer(&fake).with_shutdown_timeout(Duration::ZERO);
    let running = Running::start(consumer, succeed);
    fake.wait_for("DeleteMessageBatch", 1).await;
    let start = Instant::now();
    running.stop().await;
    assert!(start.elapsed() < Duration::from_millis(10), "{start:?}");
}

#[tokio::test(start_paused = true)]
async fn what_has_not_begun_goes_back_to_the_queue() {
    let fake = Fake::with([["a1", "a2", "a3"].map(|body| grouped(body, "a")).to_vec()]);
    let (handler, mut begun, _) = slow();
    let running = Running::start(Consumer::new(fake.client(), format!("{URL}.fifo")), handler);
    begun.recv().await.unwrap();
    running.stop().await;
    assert!(begun.recv().await.is_none());
    let deletions = fake.calls("DeleteMessageBatch");
    assert_eq!(
        deletions.iter().flat_map(receipts).collect::<Vec<_>>(),
        [receipt("a1")]
    );
    let changes = fake.calls("ChangeMessageVisibilityBatch");
    let back = changes.last().unwrap();
    assert_eq!(receipts(back), ["a2", "a3"].map(receipt));
    assert_eq!(back.input["Entries"][0]["VisibilityTimeout"], 0);
}

#[tokio::test(start_paused = true)]
async fn a_consumer_that_is_dropped_leaves_nothing_running() {
    let fake = Fake::with([vec![message(0), message(1)]]);
    let (handler, mut begun, gone) = slow();
    let running = Running::start(consumer(&fake), handler);
    begun.recv().await.unwrap();
    begun.recv().await.unwrap();
    running.task.abort();
    assert!(running.task.await.unwrap_err().is_cancelled());
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(gone.load(SeqCst), 2);
    let calls = fake.calls("ReceiveMessage").len();
    tokio::time::sleep(Duration::from_secs(3_600)).await;
    assert_eq!(fake.count("ReceiveMessage"), calls);
    assert_eq!(fake.count("ChangeMessageVisibilityBatch"), 0);
    assert_eq!(fake.count("DeleteMessageBatch"), 0);
}

#[tokio::test(start_paused = true)]
async fn a_handler_may_stop_its_own_consumer() {
    let fake = Fake::with([vec![message(0)]]);
    let (stop, stopped) = mpsc::channel::<()>(1);
    let mut stopped = stopped;
    let handler = move |_| {
        let stop = stop.clone();
        async move {
            stop.send(()).await.unwrap();
            Ok::<_, Failed>("what it gives does not matter")
        }
    };
    let run = consumer(&fake).run_until(handler, async move { stopped.recv().await });
    timeout(LIMIT, run).await.unwrap();
    assert_eq!(fake.count("DeleteMessageBatch"), 1);
}
