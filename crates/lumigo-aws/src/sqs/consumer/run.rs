use super::RetryDelay;
use super::backoff::Backoff;
use super::endings::BothEndings;
use super::lane::{Received, lanes};
use super::queue::BATCH;
use super::receipt::Receipt;
use super::work::Work;
use crate::sqs::ScopedMessage;
use aws_sdk_sqs::types::Message;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout, timeout_at};

/// How long a poll that is under way at a stop may take.
const GRACE: Duration = Duration::from_secs(1);
/// How long tasks that were cancelled have to be gone.
const LEAVING: Duration = Duration::from_millis(100);

/// A consumer at work. All of its tasks are cancelled when this is dropped.
pub(super) struct Run<H, R> {
    work: Arc<Work<H, R>>,
    room: Arc<Semaphore>,
    lanes: JoinSet<()>,
    /// The tasks that tell SQS of messages.
    endings: JoinSet<()>,
    /// Its task.
    heart: JoinSet<()>,
}

impl<H, R> Run<H, R> {
    pub(super) fn start(work: Work<H, R>, endings: BothEndings, concurrency: usize) -> Self {
        let (deletions, returns) = endings;
        let (mut endings, mut heart) = (JoinSet::new(), JoinSet::new());
        endings.spawn(deletions.run());
        endings.spawn(returns.run());
        heart.spawn(Arc::clone(&work.heart).beat());
        Self {
            work: Arc::new(work),
            room: Arc::new(Semaphore::new(concurrency)),
            lanes: JoinSet::new(),
            endings,
            heart,
        }
    }

    /// Receives messages and has them handled, until the work is to stop.
    pub(super) async fn poll<F, T, E>(&mut self)
    where
        H: Fn(Message) -> F + Send + Sync + 'static,
        F: Future<Output = Result<T, E>> + Send + 'static,
        T: 'static,
        E: 'static,
        R: RetryDelay<E> + Send + Sync + 'static,
    {
        let mut backoff = Backoff::default();
        while let Some(room) = self.room().await {
            // Tasks that have ended are kept until they are asked for.
            while self.lanes.try_join_next().is_some() {}
            let visibility = self.work.heart.asked();
            let poll = self.work.queue.receive(room.num_permits(), visibility);
            let start = Instant::now();
            let outcome = self.work.polls.during(poll).await;
            if self.work.is_stopping() {
                // What it has brought goes back.
                return self.begin(outcome.unwrap_or_default(), room);
            }
            match outcome {
                Ok(messages) if messages.is_empty() => {
                    drop(room);
                    self.wait_after(start, &mut backoff).await;
                }
                Ok(messages) => {
                    backoff.reset();
                    self.begin(messages, room);
                }
                Err(error) => {
                    drop(room);
                    self.work.queue.tell(&error);
                    backoff.wait().await;
                }
            }
        }
    }

    /// Waits after a poll without messages, if it has not done so itself. Both together take no longer than the
    /// poll should have taken.
    async fn wait_after(&self, start: Instant, backoff: &mut Backoff) {
        let wait = self.work.queue.wait;
        if start.elapsed() >= wait / 2 {
            backoff.reset();
        } else {
            let _ = timeout_at(start + wait, backoff.wait()).await;
        }
    }

    /// Waits for room for a message, and takes what there is for those of one poll.
    async fn room(&self) -> Option<OwnedSemaphorePermit> {
        let mut room = Arc::clone(&self.room).acquire_owned().await.ok()?;
        let more = self.room.available_permits().min(BATCH - 1);
        let more = u32::try_from(more).unwrap_or_default();
        if let Ok(more) = Arc::clone(&self.room).try_acquire_many_owned(more) {
            room.merge(more);
        }
        Some(room)
    }

    fn begin<F, T, E>(&mut self, messages: Vec<ScopedMessage>, mut room: OwnedSemaphorePermit)
    where
        H: Fn(Message) -> F + Send + Sync + 'static,
        F: Future<Output = Result<T, E>> + Send + 'static,
        T: 'static,
        E: 'static,
        R: RetryDelay<E> + Send + Sync + 'static,
    {
        let received = messages.into_iter().map(|message| Received {
            claim: Receipt::of(&message).map(|receipt| self.work.heart.claim(receipt)),
            room: room.split(1),
            message,
        });
        for lane in lanes(received, self.work.queue.is_fifo()) {
            self.lanes.spawn(Arc::clone(&self.work).handle(lane));
        }
    }

    /// The same until `shutdown`. A poll that is under way then may bring its answer yet: the queue hides the
    /// messages in it from everybody else. Gives the time at which the limit of the stop is over.
    pub(super) async fn poll_until<F, T, E>(
        &mut self,
        shutdown: impl Future,
        limit: Option<Duration>,
    ) -> Option<Instant>
    where
        H: Fn(Message) -> F + Send + Sync + 'static,
        F: Future<Output = Result<T, E>> + Send + 'static,
        T: 'static,
        E: 'static,
        R: RetryDelay<E> + Send + Sync + 'static,
    {
        let work = Arc::clone(&self.work);
        let mut polls = pin!(self.poll());
        tokio::select! {
            biased;
            _ = shutdown => (),
            () = &mut polls => (),
        }
        work.stop();
        let end = limit.and_then(|limit| Instant::now().checked_add(limit));
        if work.polls.is_any() {
            let grace = limit.map_or(GRACE, |limit| limit.min(GRACE));
            let _ = timeout(grace, polls).await;
        }
        end
    }

    /// Lets what has begun come to its end, and cancels what is left at the end.
    pub(super) async fn finish(self, end: Option<Instant>) {
        let Self {
            work,
            mut lanes,
            mut endings,
            heart,
            ..
        } = self;
        let finished = async {
            join(&mut lanes).await;
            // Nothing more can be handled then: these come to their end.
            drop(work);
            join(&mut endings).await;
        };
        match end {
            Some(end) => drop(timeout_at(end, finished).await),
            None => finished.await,
        }
        let mut all = [lanes, endings, heart];
        all.iter_mut().for_each(JoinSet::abort_all);
        let gone = async {
            for tasks in &mut all {
                join(tasks).await;
            }
        };
        // What blocks its thread cannot be cancelled.
        let _ = timeout(LEAVING, gone).await;
    }

    #[cfg(test)]
    pub(super) fn tasks(&self) -> usize {
        self.lanes.len()
    }
}

async fn join(tasks: &mut JoinSet<()>) {
    while tasks.join_next().await.is_some() {}
}
