use crate::export::backoff::backoff;
use std::time::Instant;

/// Whether the other side takes anything, as far as its last answers tell. While it does not, one post at
/// a time finds out whether it does again.
#[derive(Debug)]
pub(super) struct Health {
    /// How many such posts have failed in a row.
    failures: u32,
    /// The parcel of the one that is in flight.
    probe: Option<u64>,
    /// When the next one may be made,
    ready: Instant,
    /// which may not be earlier than this, because the backend has asked for it.
    not_before: Instant,
}

impl Health {
    pub(super) fn good(now: Instant) -> Self {
        Self {
            failures: 0,
            probe: None,
            ready: now,
            not_before: now,
        }
    }

    /// Whether the last answers were failures.
    pub(super) fn is_bad(&self) -> bool {
        self.failures > 0
    }

    /// When something may be posted; `None` before there is another answer.
    pub(super) fn opens(&self) -> Option<Instant> {
        self.probe.is_none().then_some(self.ready)
    }

    /// A parcel is posted.
    pub(super) fn post(&mut self, parcel: u64) {
        if self.is_bad() {
            self.probe = Some(parcel);
        }
    }

    /// There was an answer, whatever it said of the parcel.
    pub(super) fn answered(&mut self, now: Instant) {
        *self = Self::good(now);
    }

    /// A parcel could not be taken, and the next post should not be made before `not_before`.
    pub(super) fn failed(&mut self, parcel: u64, now: Instant, not_before: Instant, jitter: f64) {
        // Others that were posted with the first one that failed tell nothing new.
        if !self.is_bad() || self.probe == Some(parcel) {
            self.failures = self.failures.saturating_add(1);
            self.probe = None;
            self.ready = now + backoff(self.failures, jitter);
        }
        self.not_before = self.not_before.max(not_before);
        self.ready = self.ready.max(self.not_before);
    }

    /// Somebody waits: the next post is made at the time given at the latest, but for what the backend has
    /// asked for.
    pub(super) fn hasten(&mut self, latest: Instant) {
        self.ready = self.ready.min(latest).max(self.not_before);
    }

    /// What the backend has asked for does not matter any more.
    pub(super) fn forget_request(&mut self, now: Instant) {
        self.not_before = self.not_before.min(now);
    }
}
