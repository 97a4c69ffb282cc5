use super::receipt::Receipt;
use super::seconds::LONGEST_VISIBILITY;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::OwnedMutexGuard;
use tokio::time::Instant;

/// The open claims of a consumer, and since when their messages are hidden.
#[derive(Default)]
pub(super) struct Claims {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    last: u64,
    open: HashMap<u64, Open>,
}

struct Open {
    receipt: Arc<Receipt>,
    since: Instant,
    hidden: Instant,
}

/// A message whose visibility time-out begins anew.
pub(super) struct Extension {
    pub(super) id: u64,
    pub(super) receipt: Arc<Receipt>,
    pub(super) timeout: Duration,
    _under_way: OwnedMutexGuard<()>,
}

impl Claims {
    /// Opens a claim, and names it.
    pub(super) fn open(&self, receipt: Arc<Receipt>) -> u64 {
        let now = Instant::now();
        let mut inner = self.inner();
        inner.last += 1;
        let id = inner.last;
        let claim = Open {
            receipt,
            since: now,
            hidden: now,
        };
        inner.open.insert(id, claim);
        id
    }

    /// Closes a claim, and says whether it was open.
    pub(super) fn close(&self, id: u64) -> bool {
        self.inner().open.remove(&id).is_some()
    }

    pub(super) fn is_open(&self, id: u64) -> bool {
        self.inner().open.contains_key(&id)
    }

    /// A message's visibility time-out has begun anew.
    pub(super) fn hidden(&self, id: u64, at: Instant) {
        if let Some(claim) = self.inner().open.get_mut(&id) {
            claim.hidden = at;
        }
    }

    /// What has half of its time left or less, the most urgent first. Asked for every quarter, there are two
    /// attempts before that is over.
    pub(super) fn due(&self, visibility: Duration) -> Vec<u64> {
        let now = Instant::now();
        let inner = self.inner();
        let due = inner.open.iter();
        let mut due: Vec<_> = due
            .filter(|(_, claim)| now - claim.hidden >= visibility / 2)
            .map(|(&id, claim)| (claim.hidden, id))
            .collect();
        drop(inner);
        due.sort_unstable();
        due.into_iter().map(|(_, id)| id).collect()
    }

    /// Begins to extend a message, unless it is done with or being extended, or was hidden for too long.
    pub(super) fn extend(&self, id: u64, visibility: Duration) -> Option<Extension> {
        let inner = self.inner();
        let claim = inner.open.get(&id)?;
        let left = LONGEST_VISIBILITY.saturating_sub(claim.since.elapsed());
        let timeout = Duration::from_secs(visibility.min(left).as_secs());
        if timeout.is_zero() {
            return None;
        }
        Some(Extension {
            id,
            receipt: Arc::clone(&claim.receipt),
            timeout,
            _under_way: claim.receipt.try_extend()?,
        })
    }

    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        self.inner().open.len()
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
