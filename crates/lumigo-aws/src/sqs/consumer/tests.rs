mod deleting;
mod errors;
mod extending;
mod fake;
mod groups;
mod polling;
mod returning;
mod stopping;

use super::*;
use fake::{Fake, URL};
use std::future::pending;
use std::sync::{Arc, Mutex};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// Longer than all that a test waits for; no time passes but on the paused clock.
const LIMIT: Duration = Duration::from_secs(24 * 60 * 60);

/// A consumer that runs in a task of its own until it is told to stop.
struct Running {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Running {
    fn start<H, F, R>(consumer: Consumer<R>, handler: H) -> Self
    where
        H: Fn(Message) -> F + Send + Sync + 'static,
        F: Future<Output = Result<(), Failed>> + Send + 'static,
        R: RetryDelay<Failed> + Send + Sync + 'static,
    {
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(consumer.run_until(handler, stopped));
        Self { stop, task }
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        timeout(LIMIT, self.task).await.unwrap().unwrap();
    }
}

#[derive(Debug)]
struct Failed;

/// What several tasks write to.
type Shared<T> = Arc<Mutex<Vec<T>>>;

fn consumer(fake: &Fake) -> Consumer {
    Consumer::new(fake.client(), URL)
}

fn body(message: &Message) -> String {
    message.body().unwrap().to_owned()
}

async fn succeed(_: Message) -> Result<(), Failed> {
    Ok(())
}

async fn fail(_: Message) -> Result<(), Failed> {
    Err(Failed)
}

async fn never(_: Message) -> Result<(), Failed> {
    pending().await
}

/// What was told of failed calls: the texts.
fn told<R>(consumer: Consumer<R>) -> (Consumer<R>, Shared<String>) {
    let told = Shared::default();
    let tells = Arc::clone(&told);
    let consumer = consumer.on_error(move |error| tells.lock().unwrap().push(error.to_string()));
    (consumer, told)
}

#[test]
fn what_is_out_of_range_is_set_to_what_is_nearest() {
    let fake = Fake::with([]);
    let seconds = Duration::from_secs;
    for (given, wait, visibility) in [
        (Duration::ZERO, 1, 1),
        (Duration::from_millis(1), 1, 1),
        (Duration::from_millis(1_001), 2, 2),
        (seconds(20), 20, 20),
        (seconds(21), 20, 21),
        (seconds(43_200), 20, 43_200),
        (seconds(43_201), 20, 43_200),
        (Duration::MAX, 20, 43_200),
    ] {
        let consumer = consumer(&fake).with_wait_time(given);
        let consumer = consumer.with_visibility_timeout(given);
        assert_eq!(consumer.wait, seconds(wait), "{given:?}");
        assert_eq!(consumer.visibility, Some(seconds(visibility)), "{given:?}");
    }
    for (given, concurrency) in [(0, 1), (1, 1), (usize::MAX, Semaphore::MAX_PERMITS)] {
        assert_eq!(
            consumer(&fake).with_concurrency(given).concurrency,
            concurrency
        );
    }
}

#[test]
fn a_consumer_tells_nothing_of_its_queue() {
    let text = format!("{:?}", consumer(&Fake::with([])));
    assert!(
        text.starts_with("Consumer { concurrency: 10, wait: 20s,"),
        "{text}"
    );
    assert!(!text.contains("orders"), "{text}");
}

#[test]
fn consumers_and_errors_can_go_anywhere() {
    fn anywhere<T: Send + Sync + 'static>() {}
    anywhere::<Consumer>();
    anywhere::<ConsumerError>();
}
