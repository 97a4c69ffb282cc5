use super::ConsumerError;
use super::backoff::Backoff;
use super::claim::Claim;
use super::queue::{BATCH, Queue};
use super::seconds::LONGEST_VISIBILITY;
use aws_sdk_sqs::error::SdkError;
use aws_sdk_sqs::operation::get_queue_attributes::GetQueueAttributesError;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep};

/// What polls ask for where the queue's visibility time-out cannot be known.
const FALLBACK: Duration = Duration::from_secs(30);

/// Extends the visibility time-outs of messages for as long as there are claims on them.
pub(super) struct Heart {
    queue: Arc<Queue>,
    claims: Mutex<Claims>,
    claimed: Notify,
    /// What polls ask for.
    asked: OnceLock<Duration>,
    /// Held while visibilities are changed, so that no extension overtakes another change.
    changes: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Claims {
    last: u64,
    open: HashMap<u64, Beat>,
}

/// When a claim was made, and when its message was hidden last.
struct Beat {
    receipt: Arc<str>,
    claimed: Instant,
    hidden: Instant,
}

/// A visibility time-out that is to begin anew.
struct Extension {
    id: u64,
    receipt: Arc<str>,
    timeout: Duration,
}

impl Heart {
    pub(super) fn new(queue: Arc<Queue>, visibility: Option<Duration>) -> Self {
        Self {
            queue,
            claims: Mutex::default(),
            claimed: Notify::new(),
            asked: visibility.map(OnceLock::from).unwrap_or_default(),
            changes: tokio::sync::Mutex::default(),
        }
    }

    /// The visibility time-out that polls ask for; `None` where it is the queue's.
    pub(super) fn asked(&self) -> Option<Duration> {
        self.asked.get().copied()
    }

    /// Claims a message that was received just now.
    pub(super) fn claim(self: &Arc<Self>, receipt: &str) -> Claim {
        let receipt = Arc::<str>::from(receipt);
        let now = Instant::now();
        let mut claims = self.claims();
        claims.last += 1;
        let id = claims.last;
        let beat = Beat {
            receipt: Arc::clone(&receipt),
            claimed: now,
            hidden: now,
        };
        claims.open.insert(id, beat);
        drop(claims);
        self.claimed.notify_one();
        Claim::new(id, receipt, Arc::clone(self))
    }

    pub(super) fn release(&self, id: u64) {
        self.claims().open.remove(&id);
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
        let due = self.due(visibility);
        for batch in due.chunks(BATCH) {
            let now = Instant::now();
            let entries = batch.iter();
            let entries = entries.map(|one| (Arc::clone(&one.receipt), one.timeout));
            match self.queue.change_visibility(entries).await {
                Ok(refused) => {
                    for (index, one) in batch.iter().enumerate() {
                        let id = index.to_string();
                        let refused = refused.iter().find(|entry| entry.id == id);
                        self.extended(one.id, now, refused.cloned());
                    }
                }
                Err(error) => self.queue.tell(&error),
            }
        }
    }

    /// What has half of its time left or less: there are two attempts before that is over.
    fn due(&self, visibility: Duration) -> Vec<Extension> {
        let now = Instant::now();
        let claims = self.claims();
        let due = claims.open.iter().filter_map(|(&id, beat)| {
            let left = LONGEST_VISIBILITY.saturating_sub(now - beat.claimed);
            let timeout = Duration::from_secs(visibility.min(left).as_secs());
            let is_due = now - beat.hidden >= visibility / 2 && !timeout.is_zero();
            is_due.then(|| Extension {
                id,
                receipt: Arc::clone(&beat.receipt),
                timeout,
            })
        });
        due.collect()
    }

    /// Takes the outcome of an extension; nobody cares where the message was done with meanwhile.
    fn extended(
        &self,
        id: u64,
        at: Instant,
        refused: Option<aws_sdk_sqs::types::BatchResultErrorEntry>,
    ) {
        let mut claims = self.claims();
        let Some(beat) = claims.open.get_mut(&id) else {
            return;
        };
        let Some(entry) = refused else {
            beat.hidden = at;
            return;
        };
        drop(claims);
        let error = ConsumerError::ChangeVisibilityEntry(entry);
        self.queue.tell(&error);
    }

    #[cfg(test)]
    pub(super) fn open_claims(&self) -> usize {
        self.claims().open.len()
    }

    fn claims(&self) -> MutexGuard<'_, Claims> {
        self.claims.lock().unwrap_or_else(PoisonError::into_inner)
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
