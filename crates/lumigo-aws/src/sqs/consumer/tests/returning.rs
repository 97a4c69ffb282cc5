use super::fake::{Call, Reply, message, receipt, receipts, times};
use super::*;
use tokio::time::sleep;

const RETURN: Duration = Duration::from_secs(60);

/// Extensions are for 30 s.
fn is_return(call: &Call) -> bool {
    call.input["Entries"][0]["VisibilityTimeout"] == 60
}

fn is_change(call: &Call) -> bool {
    call.operation == "ChangeMessageVisibilityBatch"
}

fn returning(
    fake: &Fake,
) -> Consumer<impl Fn(&Failed, u32) -> Option<Duration> + Send + Sync + use<>> {
    consumer(fake).with_retry_delay(|_: &Failed, _| Some(RETURN))
}

/// Fails after so many seconds, which are the body.
async fn fail_later(message: Message) -> Result<(), Failed> {
    let seconds = body(&message).parse().unwrap();
    sleep(Duration::from_secs(seconds)).await;
    Err(Failed)
}

#[tokio::test(start_paused = true)]
async fn messages_are_returned_in_batches_of_which_several_are_sent_at_once() {
    let batches = (0..20).map(|batch| (batch * 10..(batch + 1) * 10).map(message).collect());
    let fake = Fake::and(batches, |call| {
        is_change(call).then(|| Reply::done_after(10))
    });
    let running = Running::start(returning(&fake), fail);
    sleep(Duration::from_secs(100)).await;
    running.stop().await;
    let returns = fake.calls("ChangeMessageVisibilityBatch");
    assert!(
        returns.iter().all(|call| receipts(call).len() == 10),
        "{returns:?}"
    );
    assert!(returns.iter().all(is_return), "{returns:?}");
    assert_eq!(times(&returns).len(), 200);
    let first = returns.iter().filter(|call| call.at.as_secs() < 10);
    assert_eq!(first.count(), 16);
    assert_eq!(returns.len(), 20);
}

#[tokio::test(start_paused = true)]
async fn a_return_that_takes_long_takes_no_place_and_stops_no_extension() {
    let batches = [vec![message(0)], vec![message(100)]];
    let fake = Fake::and(batches, |call| is_return(call).then_some(Reply::Never));
    let running = Running::start(returning(&fake).with_concurrency(1), fail_later);
    sleep(Duration::from_secs(99)).await;
    running.task.abort();
    let changes = fake.calls("ChangeMessageVisibilityBatch");
    let times = times(&changes);
    assert_eq!(times[&*receipt(0)].len(), 1);
    // Every 15 s.
    assert_eq!(times[&*receipt(100)].len(), 6);
}

#[tokio::test(start_paused = true)]
async fn what_is_being_returned_is_extended_no_more() {
    let fake = Fake::and([vec![message(14)]], |call| {
        is_return(call).then(|| Reply::done_after(50))
    });
    let running = Running::start(returning(&fake), fail_later);
    sleep(Duration::from_secs(100)).await;
    running.stop().await;
    assert_eq!(fake.count("ChangeMessageVisibilityBatch"), 1);
}

#[tokio::test(start_paused = true)]
async fn a_return_waits_for_the_extension_that_is_under_way() {
    let fake = Fake::and([vec![message(16)]], |call| {
        (is_change(call) && !is_return(call)).then(|| Reply::done_after(5))
    });
    let running = Running::start(returning(&fake), fail_later);
    sleep(Duration::from_secs(100)).await;
    running.stop().await;
    let changes = fake.calls("ChangeMessageVisibilityBatch");
    let times: Vec<_> = changes.iter().map(|call| call.at.as_secs()).collect();
    assert_eq!(times, [15, 20]);
    assert!(is_return(&changes[1]), "{changes:?}");
}

#[tokio::test(start_paused = true)]
async fn a_return_that_fails_is_tried_again() {
    let left = Mutex::new(3);
    let fake = Fake::and([vec![message(0)]], move |call| {
        let mut left = left.lock().unwrap();
        (is_change(call) && *left > 0).then(|| {
            *left -= 1;
            if *left == 0 {
                Reply::refused(false)
            } else {
                Reply::NoConnection
            }
        })
    });
    let (consumer, told) = told(returning(&fake));
    let running = Running::start(consumer, fail);
    fake.wait_for("ChangeMessageVisibilityBatch", 4).await;
    running.stop().await;
    assert_eq!(fake.count("ChangeMessageVisibilityBatch"), 4);
    assert_eq!(*told.lock().unwrap(), <[String; 0]>::default());
}
