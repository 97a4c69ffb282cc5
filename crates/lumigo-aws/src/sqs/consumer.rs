//! The loop that receives messages, has them handled and deletes them.

mod backoff;
mod calls;
mod claim;
mod claims;
mod ending;
mod endings;
mod error;
mod heart;
mod lane;
mod polls;
mod queue;
mod receipt;
mod retry_delay;
mod run;
mod seconds;
#[cfg(test)]
mod tests;
mod work;

pub use error::ConsumerError;
pub use retry_delay::{LeaveMessage, RetryDelay};

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::Message;
use queue::Queue;
use run::Run;
use seconds::{LONGEST_VISIBILITY, rounded_up};
use std::fmt;
use std::time::Duration;
use tokio::sync::Semaphore;
use work::Work;

const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// Receives the messages of a queue, has each of them handled in a `CONSUMER` span of its own, and deletes
/// those whose handler returns `Ok`.
///
/// A message whose handler returns `Err` or panics is left in the queue, and is received again when its
/// visibility time-out is over; see [`with_retry_delay`](Self::with_retry_delay). Its span has the type of the
/// error, and nobody is told the error itself: log it in the handler. While a handler works
/// and until its message is deleted, the visibility time-out is extended, up to the 12 hours that SQS
/// allows. So a message can be handled more than once, as ever with SQS, but not because its handler
/// takes long.
///
/// Messages are received with all of their attributes, and only as many as can be handled at once. In a
/// FIFO queue, those of one group are handled one after the other; when one fails, those that follow it
/// are left too.
///
/// The client should have a [`LumigoInterceptor`](crate::LumigoInterceptor): without one, messages are
/// handled all the same, but without spans. Its time-outs must be longer than
/// [the wait](Self::with_wait_time).
///
/// The consumer needs permission for `sqs:ReceiveMessage`, `sqs:DeleteMessage`,
/// `sqs:ChangeMessageVisibility`, and, unless [`with_visibility_timeout`](Self::with_visibility_timeout)
/// is set, `sqs:GetQueueAttributes`.
///
/// ```
/// # use aws_sdk_sqs::types::Message;
/// # async fn work(sqs: aws_sdk_sqs::Client, url: String, stop: tokio::sync::oneshot::Receiver<()>) {
/// use lumigo_aws::Consumer;
///
/// async fn handle(message: Message) -> Result<(), std::io::Error> {
///     println!("{:?}", message.body());
///     Ok(())
/// }
///
/// Consumer::new(sqs, url).with_concurrency(50).run_until(handle, stop).await;
/// # }
/// ```
#[must_use = "a consumer does nothing until it runs"]
pub struct Consumer<R = LeaveMessage> {
    client: Client,
    queue_url: String,
    concurrency: usize,
    wait: Duration,
    visibility: Option<Duration>,
    shutdown_timeout: Option<Duration>,
    on_error: Option<OnError>,
    retry_delay: R,
}

type OnError = Box<dyn Fn(&ConsumerError) + Send + Sync>;

impl Consumer {
    /// A consumer of this queue.
    pub fn new(client: Client, queue_url: impl Into<String>) -> Self {
        Self {
            client,
            queue_url: queue_url.into(),
            concurrency: 10,
            wait: LONGEST_WAIT,
            visibility: None,
            shutdown_timeout: None,
            on_error: None,
            retry_delay: LeaveMessage,
        }
    }
}

impl<R> Consumer<R> {
    /// Sets how many messages may be handled at once. At least 1. Default: 10.
    ///
    /// There is one poll at a time, which brings 10 messages at most. For more than that per round trip to SQS,
    /// run several consumers.
    pub fn with_concurrency(mut self, messages: usize) -> Self {
        self.concurrency = messages.clamp(1, Semaphore::MAX_PERMITS);
        self
    }

    /// Sets how long a poll waits for messages, in whole seconds: from 1 s to 20 s, what is outside is set to
    /// the nearer of these. Default: 20 s.
    pub fn with_wait_time(mut self, wait: Duration) -> Self {
        self.wait = rounded_up(wait).clamp(Duration::from_secs(1), LONGEST_WAIT);
        self
    }

    /// Sets for how long a message that was received is hidden from others, whatever the queue says: they get it
    /// this long after this process has died. In whole seconds: from 1 s to 12 h, what is outside is set to
    /// the nearer of these.
    ///
    /// Default: what the queue says, which is read when the first message comes; where that fails, 30 s.
    pub fn with_visibility_timeout(mut self, timeout: Duration) -> Self {
        self.visibility =
            Some(rounded_up(timeout).clamp(Duration::from_secs(1), LONGEST_VISIBILITY));
        self
    }

    /// Sets how long handlers and deletions may take to finish when the consumer stops; what is left then is
    /// cancelled. Default: as long as they need.
    ///
    /// A handler that blocks its thread cannot be cancelled: it is left alone, but where the runtime has only
    /// that thread, nothing goes on before it ends.
    pub fn with_shutdown_timeout(mut self, timeout: Duration) -> Self {
        self.shutdown_timeout = Some(timeout);
        self
    }

    /// Sets what is told of calls to SQS that fail. The consumer goes on: it tries again, after a wait that
    /// grows with each failure; of deletions and visibility time-outs, those that are refused for good are
    /// given up. Default: nobody is told, and only spans show it.
    pub fn on_error(mut self, callback: impl Fn(&ConsumerError) + Send + Sync + 'static) -> Self {
        self.on_error = Some(Box::new(callback));
        self
    }

    /// Sets when a message is received again whose handler has returned an `Err`: from that and from how often
    /// the message was received so far, 1 at least. In whole seconds, up to 12 h; 0 is at once, and with `None`
    /// the message is left until its visibility time-out is over. Default: always `None`.
    ///
    /// A delay is that of all messages of a FIFO queue's group that were received together.
    ///
    /// ```
    /// # use aws_sdk_sqs::types::Message;
    /// # async fn handle(message: Message) -> Result<(), std::io::Error> { Ok(()) }
    /// # async fn work(sqs: aws_sdk_sqs::Client, url: String, stop: tokio::sync::oneshot::Receiver<()>) {
    /// use lumigo_aws::Consumer;
    /// use std::time::Duration;
    ///
    /// Consumer::new(sqs, url)
    ///     .with_retry_delay(|_: &std::io::Error, received| Some(Duration::from_secs(1 << received.min(9))))
    ///     .run_until(handle, stop)
    ///     .await;
    /// # }
    /// ```
    pub fn with_retry_delay<E, D>(self, delay: D) -> Consumer<D>
    where
        D: Fn(&E, u32) -> Option<Duration>,
    {
        Consumer {
            client: self.client,
            queue_url: self.queue_url,
            concurrency: self.concurrency,
            wait: self.wait,
            visibility: self.visibility,
            shutdown_timeout: self.shutdown_timeout,
            on_error: self.on_error,
            retry_delay: delay,
        }
    }

    /// Handles messages until `shutdown` is ready, whatever that gives. Then nothing more is asked for, what has
    /// begun is finished, its deletion included, and this returns. Messages whose handlers have not begun go
    /// back to the queue, those of a poll under way too, if it brings them within a second.
    ///
    /// Handlers are tasks of their own. When this future is dropped, they are cancelled, and their messages are
    /// left in the queue.
    ///
    /// # Panics
    ///
    /// When it is polled outside of a tokio runtime that has time enabled.
    pub async fn run_until<H, F, T, E, S>(self, handler: H, shutdown: S)
    where
        H: Fn(Message) -> F + Send + Sync + 'static,
        F: Future<Output = Result<T, E>> + Send + 'static,
        T: 'static,
        E: 'static,
        R: RetryDelay<E> + Send + Sync + 'static,
        S: Future,
    {
        let queue = Queue::new(self.client, self.queue_url, self.wait, self.on_error);
        let (work, endings) = Work::new(handler, self.retry_delay, queue, self.visibility);
        let mut run = Run::start(work, endings, self.concurrency);
        let end = run.poll_until(shutdown, self.shutdown_timeout).await;
        run.finish(end).await;
    }
}

impl<R> fmt::Debug for Consumer<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Consumer")
            .field("concurrency", &self.concurrency)
            .field("wait", &self.wait)
            .field("visibility", &self.visibility)
            .field("shutdown_timeout", &self.shutdown_timeout)
            .finish_non_exhaustive()
    }
}
