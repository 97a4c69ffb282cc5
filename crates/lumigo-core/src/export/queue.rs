//! What stands between the threads that make records and the one that posts them.

mod flush;
mod state;

pub(crate) use flush::Flush;

use super::batch::Batch;
use super::counts::Counts;
use super::signal::Signal;
use crate::config::Batching;
use opentelemetry::InstrumentationScope;
use state::State;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long a sender waits at most before it tries again while somebody waits for a flush.
pub(crate) const RETRY_IN_FLUSH: Duration = Duration::from_millis(500);

/// Records of one signal on their way out, bounded in bytes.
pub(crate) struct Queue {
    signal: &'static Signal,
    state: Mutex<State>,
    /// The sender waits here for something to do.
    work: Condvar,
    /// Flushes wait here for records to be settled.
    settled: Condvar,
}

impl Queue {
    pub(super) fn new(signal: &'static Signal, batching: &Batching) -> Self {
        Self {
            signal,
            state: Mutex::new(State::new(*batching)),
            work: Condvar::new(),
            settled: Condvar::new(),
        }
    }

    /// Takes a record in that is encoded already.
    pub(super) fn push(&self, scope: &InstrumentationScope, record: &[u8]) {
        let mut state = self.lock();
        let is_first = state.is_open_empty();
        let has_changed = state.push(scope, record);
        drop(state);
        if is_first || has_changed {
            self.work.notify_all();
        }
        if has_changed {
            // The oldest batch may have made room.
            self.settled.notify_all();
        }
    }

    pub(crate) fn counts(&self) -> Counts {
        self.lock().counts()
    }

    /// Begins to flush.
    pub(crate) fn begin_flush(&self) -> Flush<'_> {
        self.begin(false)
    }

    /// Begins to close.
    pub(crate) fn begin_close(&self) -> Flush<'_> {
        self.begin(true)
    }

    fn begin(&self, closes: bool) -> Flush<'_> {
        let mut state = self.lock();
        if closes {
            state.close();
        }
        let id = state.begin_flush();
        drop(state);
        self.work.notify_all();
        Flush::new(self, id, closes)
    }

    /// The next batch to post: as soon as one is full, the schedule or a flush wants it. `None` when
    /// the queue is closed and empty.
    pub(super) fn next(&self) -> Option<Batch> {
        let mut state = self.lock();
        loop {
            let now = Instant::now();
            if let Some(batch) = state.take(now) {
                return Some(batch);
            }
            if state.is_closed() {
                return None;
            }
            state = match state.due() {
                Some(due) => {
                    let timeout = due.saturating_duration_since(now);
                    let waited = self.work.wait_timeout(state, timeout);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
                None => {
                    let waited = self.work.wait(state);
                    waited.unwrap_or_else(PoisonError::into_inner)
                }
            };
        }
    }

    /// Waits before another try, shorter while somebody waits for a flush. `false` when there shall
    /// be none.
    pub(super) fn wait_for_retry(&self, delay: Duration) -> bool {
        let start = Instant::now();
        let mut state = self.lock();
        while !state.is_abandoned() {
            let delay = if state.is_flushing() {
                delay.min(RETRY_IN_FLUSH)
            } else {
                delay
            };
            let Some(left) = delay.checked_sub(start.elapsed()) else {
                return true;
            };
            let waited = self.work.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        false
    }

    /// Notes what became of the batch that was taken last.
    pub(super) fn settle(&self, batch: &Batch, accepted: bool) {
        self.lock().settle(batch, accepted);
        self.settled.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Queue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Not the records: there may be megabytes of them.
        f.debug_struct("Queue").finish_non_exhaustive()
    }
}

/// The instant after this time; a time that is too long for the clock is a day.
pub(crate) fn after(time: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(time)
        .unwrap_or_else(|| now + Duration::from_secs(24 * 3600))
}
