use super::ConsumerError;
use super::backoff::Backoff;
use super::claim::Claim;
use super::claims::Claims;
use super::queue::{BATCH, Queue};
use aws_sdk_sqs::error::SdkError;
use aws_sdk_sqs::operation::get_queue_attributes::GetQueueAttributesError;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::{Mutex, Notify};
use tokio::time::{Instant, sleep};

/// What polls ask for where the queue's visibility time-out cannot be known.
const FALLBACK: Duration = Duration::from_secs(30);

/// Extends the visibility time-outs of messages for as long as there are claims on them.
pub(super) struct Heart {
    queue: Arc<Queue>,
    claims: Arc<Claims>,
    claimed: Notify,
    /// What polls ask for.
    asked: OnceLock<Duration>,
    /// Held while visibilities are changed, so that no extension overtakes another change.
    changes: Mutex<()>,
}

impl Heart {
    pub(super) fn new(queue: Arc<Queue>, visibility: Option<Duration>) -> Self {
        Self {
            queue,
            claims: Arc::default(),
            claimed: Notify::new(),
            asked: visibility.map(OnceLock::from).unwrap_or_default(),
            changes: Mutex::default(),
        }
    }

    /// The visibility time-out that polls ask for; `None` where it is the queue's.
    pub(super) fn asked(&self) -> Option<Duration> {
        self.asked.get().copied()
    }

    /// Claims a message that was received just now.
    pub(super) fn claim(&self, receipt: &str) -> Claim {
        let claim = Claim::new(receipt, &self.claims);
        self.claimed.notify_one();
        claim
    }

    /// Hides messages for this time from now on. There must be no claims on them any more.
    pub(super) async fn hide(&self, receipts: &[Arc<str>], timeout: Duration) {
        let _alone = self.changes.lock().await;
        for batch in receipts.chunks(BATCH) {
            let entries = batch.iter().map(|receipt| (Arc::clone(receipt), timeout));
            match self.queue.change_visibility(entries).await {
                Ok(refused) => refused.into_iter().for_each(|entry| {
                    self.queue
                        .tell(&ConsumerError::ChangeVisibilityEntry(entry));
                }),
                Err(error) => self.queue.tell(&error),
            }
        }
    }

    /// Extends what is claimed. Does not end.
    pub(super) async fn beat(self: Arc<Self>) {
        // Without a message the queue need not be asked for anything.
        self.claimed.notified().await;
        let visibility = self.visibility().await;
        loop {
            sleep(visibility / 4).await;
            self.extend(visibility).await;
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

    async fn extend(&self, visibility: Duration) {
        let _alone = self.changes.lock().await;
        for batch in self.claims.due(visibility).chunks(BATCH) {
            let now = Instant::now();
            let entries = batch.iter();
            let entries = entries.map(|due| (Arc::clone(&due.receipt), due.timeout));
            let refused = match self.queue.change_visibility(entries).await {
                Ok(refused) => refused,
                Err(error) => {
                    self.queue.tell(&error);
                    continue;
                }
            };
            for (index, due) in batch.iter().enumerate() {
                let id = index.to_string();
                match refused.iter().find(|entry| entry.id == id) {
                    None => self.claims.hidden(due.id, now),
                    // Nobody cares where the message was done with meanwhile.
                    Some(_) if !self.claims.is_open(due.id) => (),
                    Some(entry) => {
                        let error = ConsumerError::ChangeVisibilityEntry(entry.clone());
                        self.queue.tell(&error);
                    }
                }
            }
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
