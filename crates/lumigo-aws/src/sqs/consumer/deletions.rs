use super::ConsumerError;
use super::backoff::Backoff;
use super::claim::Claim;
use super::queue::{BATCH, Queue};
use aws_sdk_sqs::types::BatchResultErrorEntry;
use std::mem;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

/// For how long a batch that is not full waits for more.
const LINGER: Duration = Duration::from_millis(100);
/// How often the deletion of a message is tried, each time with the client's own attempts.
const ATTEMPTS: u32 = 5;

/// Deletes messages that were handled, in batches.
pub(super) struct Deletions {
    queue: Arc<Queue>,
    handled: mpsc::Receiver<Claim>,
    gathered: Vec<Deletion>,
}

struct Deletion {
    claim: Claim,
    attempts: u32,
}

impl Deletions {
    pub(super) fn new(queue: Arc<Queue>, handled: mpsc::Receiver<Claim>) -> Self {
        Self {
            queue,
            handled,
            gathered: Vec::with_capacity(BATCH),
        }
    }

    /// Ends when all are deleted or given up, and there can be no more.
    pub(super) async fn run(mut self) {
        let mut backoff = Backoff::default();
        while self.gather().await {
            self.send().await;
            if self.gathered.is_empty() {
                backoff.reset();
            } else {
                backoff.wait().await;
            }
        }
    }

    /// Waits for a batch; `false` when there will be none.
    async fn gather(&mut self) -> bool {
        if self.gathered.is_empty() {
            let Some(first) = self.handled.recv().await else {
                return false;
            };
            self.push(first);
        }
        let soon = Instant::now() + LINGER;
        while self.gathered.len() < BATCH {
            let Ok(Some(next)) = timeout_at(soon, self.handled.recv()).await else {
                break;
            };
            self.push(next);
        }
        true
    }

    fn push(&mut self, claim: Claim) {
        let deletion = Deletion { claim, attempts: 0 };
        self.gathered.push(deletion);
    }

    /// Sends the batch, and keeps what is worth another attempt.
    async fn send(&mut self) {
        let claims = self.gathered.iter().map(|deletion| &deletion.claim);
        let deleted = self.queue.delete(claims.map(|claim| &**claim.receipt()));
        match deleted.await {
            Ok(refused) => self.keep_refused(refused),
            Err(error) => self.keep_all(&error),
        }
    }

    fn keep_refused(&mut self, mut refused: Vec<BatchResultErrorEntry>) {
        for (index, mut deletion) in mem::take(&mut self.gathered).into_iter().enumerate() {
            let id = index.to_string();
            let Some(position) = refused.iter().position(|entry| entry.id == id) else {
                continue;
            };
            let entry = refused.swap_remove(position);
            deletion.attempts += 1;
            if entry.sender_fault || deletion.attempts >= ATTEMPTS {
                self.queue.tell(&ConsumerError::DeleteEntry(entry));
            } else {
                self.gathered.push(deletion);
            }
        }
    }

    fn keep_all(&mut self, error: &ConsumerError) {
        let all = self.gathered.len();
        self.gathered.retain_mut(|deletion| {
            deletion.attempts += 1;
            deletion.attempts < ATTEMPTS
        });
        if self.gathered.len() < all {
            self.queue.tell(error);
        }
    }
}
