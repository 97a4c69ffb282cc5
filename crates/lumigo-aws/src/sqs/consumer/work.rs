use super::RetryDelay;
use super::claim::Claim;
use super::ending::{Deletion, Return};
use super::endings::{BothEndings, Endings};
use super::heart::Heart;
use super::lane::{Lane, Received, times_received};
use super::polls::Polls;
use super::queue::Queue;
use super::seconds::{LONGEST_VISIBILITY, rounded_up};
use crate::sqs::ScopedMessage;
use aws_sdk_sqs::types::Message;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;
use tokio::sync::mpsc;

/// What messages are handled with.
pub(super) struct Work<H, R> {
    handler: H,
    retry_delay: R,
    pub(super) queue: Arc<Queue>,
    pub(super) heart: Arc<Heart>,
    deletions: mpsc::Sender<Deletion>,
    returns: mpsc::Sender<Return>,
    is_stopping: AtomicBool,
    pub(super) polls: Polls,
}

impl<H, R> Work<H, R> {
    /// Gives also the tasks that end with what has become of messages.
    pub(super) fn new(
        handler: H,
        retry_delay: R,
        queue: Queue,
        visibility: Option<Duration>,
    ) -> (Self, BothEndings) {
        let queue = Arc::new(queue);
        let (deletions, deleting) = Endings::new(&queue);
        let (returns, returning) = Endings::new(&queue);
        let work = Self {
            handler,
            retry_delay,
            heart: Arc::new(Heart::new(Arc::clone(&queue), visibility)),
            queue,
            deletions,
            returns,
            is_stopping: AtomicBool::new(false),
            polls: Polls::default(),
        };
        (work, (deleting, returning))
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.is_stopping.load(Relaxed)
    }

    /// Begins nothing more.
    pub(super) fn stop(&self) {
        self.is_stopping.store(true, Relaxed);
    }

    /// Handles messages one after the other, up to the first that fails.
    pub(super) async fn handle<F, T, E>(self: Arc<Self>, lane: Lane)
    where
        H: Fn(Message) -> F,
        F: Future<Output = Result<T, E>>,
        R: RetryDelay<E>,
    {
        let mut lane = lane.into_iter();
        while let Some(received) = lane.next() {
            let Received {
                message,
                claim,
                room: _room,
            } = received;
            let delay = if self.is_stopping() {
                Some(Duration::ZERO)
            } else if let Err(delay) = self.handle_one(message).await {
                delay
            } else {
                if let Some(claim) = claim {
                    // Fails only where all of this is being dropped.
                    let _ = self.deletions.send(Deletion(claim)).await;
                }
                continue;
            };
            let rest = lane.filter_map(|received| received.claim);
            let claims = claim.into_iter().chain(rest);
            return self.leave(claims, delay).await;
        }
    }

    /// Handles a message; `Err` has the delay after which it shall be received again.
    async fn handle_one<F, T, E>(&self, message: ScopedMessage) -> Result<(), Option<Duration>>
    where
        H: Fn(Message) -> F,
        F: Future<Output = Result<T, E>>,
        R: RetryDelay<E>,
    {
        let times = times_received(&message);
        let handling = message.process_with(|message| async { (self.handler)(message).await });
        let outcome = handling.await;
        outcome
            .map(drop)
            .map_err(|error| self.retry_delay.delay(&error, times))
    }

    /// Leaves messages in the queue.
    async fn leave(&self, claims: impl Iterator<Item = Claim>, delay: Option<Duration>) {
        let Some(delay) = delay else {
            return;
        };
        let delay = rounded_up(delay).min(LONGEST_VISIBILITY);
        for claim in claims {
            // Fails only where all of this is being dropped.
            let _ = self.returns.send(Return::new(claim, delay)).await;
        }
    }
}
