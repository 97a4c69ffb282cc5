use super::seconds::LONGEST_VISIBILITY;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
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
    receipt: Arc<str>,
    since: Instant,
    hidden: Instant,
}

/// A message whose visibility time-out is to begin anew.
pub(super) struct Due {
    pub(super) id: u64,
    pub(super) receipt: Arc<str>,
    pub(super) timeout: Duration,
}

impl Claims {
    /// Opens a claim, and names it.
    pub(super) fn open(&self, receipt: Arc<str>) -> u64 {
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

    pub(super) fn close(&self, id: u64) {
        self.inner().open.remove(&id);
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

    /// What has half of its time left or less. Asked for every quarter, there are two attempts before that is
    /// over.
    pub(super) fn due(&self, visibility: Duration) -> Vec<Due> {
        let now = Instant::now();
        let inner = self.inner();
        let due = inner.open.iter().filter_map(|(&id, claim)| {
            let left = LONGEST_VISIBILITY.saturating_sub(now - claim.since);
            let timeout = Duration::from_secs(visibility.min(left).as_secs());
            let is_due = now - claim.hidden >= visibility / 2 && !timeout.is_zero();
            is_due.then(|| Due {
                id,
                receipt: Arc::clone(&claim.receipt),
                timeout,
            })
        });
        due.collect()
    }

    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        self.inner().open.len()
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
