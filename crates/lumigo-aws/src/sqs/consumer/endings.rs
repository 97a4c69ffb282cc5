use super::backoff::Backoff;
use super::calls::Calls;
use super::ending::{Deletion, Ending, Return};
use super::queue::{BATCH, Queue, Refused};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

/// For how long a batch that is not full waits for more.
const LINGER: Duration = Duration::from_millis(100);
/// How often a batch is tried, each time with the client's own attempts.
const ATTEMPTS: u32 = 5;

/// Of messages that were handled, and of those that are left.
pub(super) type BothEndings = (Endings<Deletion>, Endings<Return>);

/// Tells SQS of messages whose handlers have ended, in batches.
pub(super) struct Endings<E> {
    queue: Arc<Queue>,
    ended: mpsc::Receiver<E>,
}

impl<E: Ending> Endings<E> {
    /// Gives also where messages go. They wait there, and their handlers with them, when SQS cannot be told as
    /// fast.
    pub(super) fn new(queue: &Arc<Queue>) -> (mpsc::Sender<E>, Self) {
        let (sender, ended) = mpsc::channel(BATCH);
        let queue = Arc::clone(queue);
        (sender, Self { queue, ended })
    }

    /// Ends when all are told or given up, and there can be no more.
    pub(super) async fn run(mut self) {
        let mut calls = Calls::default();
        while let Some(batch) = self.gather().await {
            calls.make(send(Arc::clone(&self.queue), batch)).await;
        }
        calls.finish().await;
    }

    /// Waits for a batch; `None` when there will be none.
    async fn gather(&mut self) -> Option<Vec<E>> {
        let mut batch = Vec::with_capacity(BATCH);
        batch.push(self.ended.recv().await?);
        let soon = Instant::now() + LINGER;
        while batch.len() < BATCH {
            let Ok(Some(next)) = timeout_at(soon, self.ended.recv()).await else {
                break;
            };
            batch.push(next);
        }
        Some(batch)
    }
}

/// Sends a batch, and what is worth another attempt once more.
async fn send<E: Ending>(queue: Arc<Queue>, mut batch: Vec<E>) {
    let mut backoff = Backoff::default();
    for attempt in 1..=ATTEMPTS {
        let is_last = attempt == ATTEMPTS;
        match E::send(&queue, &batch).await {
            Ok(refused) => batch = worth_another(&queue, batch, refused, is_last),
            Err(error) if is_last => queue.tell(&error),
            Err(_) => (),
        }
        if is_last || batch.is_empty() {
            return;
        }
        backoff.wait().await;
    }
}

/// What is not given up of what was refused.
fn worth_another<E: Ending>(
    queue: &Queue,
    batch: Vec<E>,
    refused: Refused,
    is_last: bool,
) -> Vec<E> {
    let refused = batch.into_iter().zip(refused);
    let refused = refused.filter_map(|(ending, entry)| {
        let entry = entry?;
        if is_last || entry.sender_fault {
            queue.tell(&ending.error(entry));
            return None;
        }
        Some(ending)
    });
    refused.collect()
}
