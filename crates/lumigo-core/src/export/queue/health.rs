use crate::export::backoff::backoff;
use std::time::{Duration, Instant};

/// Whether the other side takes anything, as far as its last answers tell. While it does not, one post at
/// a time finds out whether it does again.
#[derive(Debug)]
pub(super) struct Health {
    /// How many such posts have failed in a row,
    failures: u32,
    /// the last one at this time.
    failed: Instant,
    /// When the one was made whose answer is not there yet.
    probed: Option<Instant>,
    /// When the next one may be made,
    ready: Instant,
    /// which may not be earlier than this, because the backend has asked for it.
    not_before: Instant,
}

impl Health {
    pub(super) fn good(now: Instant) -> Self {
        Self {
            failures: 0,
            failed: now,
            probed: None,
            ready: now,
            not_before: now,
        }
    }

    /// Whether the last answers were failures.
    pub(super) fn is_bad(&self) -> bool {
        self.failures > 0
    }

    /// When something may be posted. An answer that does not come is waited for no longer than `patience`.
    pub(super) fn opens(&self, patience: Duration) -> Instant {
        let probed = self.probed.map(|probed| probed + patience);
        probed.map_or(self.ready, |opens| opens.max(self.ready))
    }

    /// A parcel is posted.
    pub(super) fn post(&mut self, now: Instant) {
        if self.is_bad() {
            self.probed = Some(now);
        }
    }

    /// There was an answer, whatever it said of the parcel.
    pub(super) fn answered(&mut self, now: Instant) {
        *self = Self::good(now);
    }

    /// A parcel that was posted at the time `begun` could not be taken, and the next post should not be made
    /// before `not_before`.
    pub(super) fn failed(
        &mut self,
        begun: Instant,
        now: Instant,
        not_before: Instant,
        jitter: f64,
    ) {
        // What was posted before another one failed tells nothing new.
        if !self.is_bad() || begun > self.failed {
            self.failures = self.failures.saturating_add(1);
            self.failed = now;
            self.probed = None;
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
