use super::ConsumerError;
use super::backoff::Backoff;
use super::calls::Calls;
use super::claim::Claim;
use super::claims::{Claims, Extension};
use super::queue::{BATCH, Queue};
use super::receipt::Receipt;
use aws_sdk_sqs::error::SdkError;
use aws_sdk_sqs::operation::get_queue_attributes::GetQueueAttributesError;
use aws_sdk_sqs::types::BatchResultErrorEntry;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

/// What polls ask for where the queue's visibility time-out cannot be known.
const FALLBACK: Duration = Duration::from_secs(30);

/// Extends the visibility time-outs of messages for as long as there are claims on them.
pub(super) struct Heart {
    queue: Arc<Queue>,
    claims: Arc<Claims>,
    claimed: Notify,
    /// What polls ask for.
    asked: OnceLock<Duration>,
}

impl Heart {
    pub(super) fn new(queue: Arc<Queue>, visibility: Option<Duration>) -> Self {
        Self {
            queue,
            claims: Arc::default(),
            claimed: Notify::new(),
            asked: visibility.map(OnceLock::from).unwrap_or_default(),
        }
    }

    /// The visibility time-out that polls ask for; `None` where it is the queue's.
    pub(super) fn asked(&self) -> Option<Duration> {
        self.asked.get().copied()
    }

    /// Claims a message that was received just now.
    pub(super) fn claim(&self, receipt: Receipt) -> Claim {
        let claim = Claim::new(receipt, &self.claims);
        self.claimed.notify_one();
        claim
    }

    /// Extends what is claimed. Does not end.
    pub(super) async fn beat(self: Arc<Self>) {
        // Without a message the queue need not be asked for anything.
        self.claimed.notified().await;
        let visibility = self.visibility().await;
        let mut calls = Calls::default();
        let pause = visibility / 4;
        let mut beats = interval_at(Instant::now() + pause, pause);
        beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            beats.tick().await;
            for batch in self.claims.due(visibility).chunks(BATCH) {
                let heart = Arc::clone(&self);
                calls.make(heart.extend(batch.to_vec(), visibility)).await;
            }
        }
    }

    /// The visibility time-out that messages are received with.
    async fn visibility(&self) -> Duration {
        let mut backoff = Backoff::default();
        loop {
            if let Some(asked) = self.asked() {
                return asked;
            }
            match self.queue.visibility_timeout().await {
                Ok(Some(timeout)) if !timeout.is_zero() => return timeout,
                Ok(_) => self.fall_back(),
                Err(error) => {
                    let is_refused = is_refused(&error);
                    let error = ConsumerError::ReadVisibility(Box::new(error));
                    self.queue.tell(&error);
                    if is_refused {
                        self.fall_back();
                    } else {
                        backoff.wait().await;
                    }
                }
            }
        }
    }

    fn fall_back(&self) {
        self.asked.get_or_init(|| FALLBACK);
    }

    /// Extends what is still claimed of these.
    async fn extend(self: Arc<Self>, due: Vec<u64>, visibility: Duration) {
        let due = due.into_iter();
        let due = due.filter_map(|id| self.claims.extend(id, visibility));
        let due: Vec<_> = due.collect();
        if due.is_empty() {
            return;
        }
        let now = Instant::now();
        let messages = due.iter().map(|due| (&*due.receipt, due.timeout));
        match self.queue.change_visibility(messages).await {
            Ok(refused) => due
                .iter()
                .zip(refused)
                .for_each(|(due, refused)| match refused {
                    None => self.claims.hidden(due.id, now),
                    Some(entry) => self.refused(due, entry),
                }),
            Err(error) => self.queue.tell(&error),
        }
    }

    fn refused(&self, due: &Extension, entry: BatchResultErrorEntry) {
        let is_open = if entry.sender_fault {
            // It would be so every time.
            self.claims.close(due.id)
        } else {
            self.claims.is_open(due.id)
        };
        // Nobody cares where the message was done with meanwhile.
        if is_open {
            let message_id = due.receipt.message_id.clone();
            let error = ConsumerError::ChangeVisibilityEntry { message_id, entry };
            self.queue.tell(&error);
        }
    }

    #[cfg(test)]
    pub(super) fn open_claims(&self) -> usize {
        self.claims.count()
    }
}

/// Whether it is of no use to ask again.
fn is_refused(error: &SdkError<GetQueueAttributesError>) -> bool {
    match error {
        SdkError::ServiceError(error) => {
            error.raw().status().is_client_error() && !error.err().is_queue_does_not_exist()
        }
        _ => false,
    }
}
