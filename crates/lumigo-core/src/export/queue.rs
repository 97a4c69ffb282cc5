//! What stands between the threads that end spans and the one that posts them.

use super::FlushError;
use super::batch::Batch;
use crate::stats::Stats;
use opentelemetry_sdk::trace::SpanData;
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A batch of this many bytes is posted without waiting for the schedule.
const BATCH_BYTES: usize = 256 * 1024;
/// What the queue holds at most; the oldest batches go when it is full.
const QUEUE_BYTES: usize = 16 * 1024 * 1024;

/// Spans on their way out, bounded in bytes.
#[derive(Debug)]
pub(crate) struct SpanQueue {
    state: Mutex<State>,
    /// The sender waits here for something to do.
    work: Condvar,
    /// Flushes wait here for spans to be settled.
    settled: Condvar,
    schedule_delay: Duration,
}

#[derive(Debug, Default)]
struct State {
    open: Batch,
    /// When `open` is to be posted at the latest; `None` while it is empty.
    due: Option<Instant>,
    sealed: VecDeque<Batch>,
    sealed_bytes: usize,
    stats: Stats,
    /// Counts flushes, so that a sender that waits before a retry hears of each.
    flushes: u64,
    closed: bool,
    /// Set when a shutdown has run out of time: nothing more is posted.
    abandoned: bool,
}

impl SpanQueue {
    pub(crate) fn new(schedule_delay: Duration) -> Self {
        Self {
            state: Mutex::default(),
            work: Condvar::new(),
            settled: Condvar::new(),
            schedule_delay,
        }
    }

    /// Takes a finished span in.
    pub(crate) fn push(&self, span: &SpanData) {
        let mut state = self.lock();
        if state.closed {
            return;
        }
        let is_first = state.open.spans() == 0;
        state.open.push(span);
        state.stats.recorded += 1;
        if is_first {
            state.due = Some(after(self.schedule_delay));
        }
        let is_full = state.open.bytes() >= BATCH_BYTES;
        if is_full {
            state.seal();
            if state.make_room() {
                self.settled.notify_all();
            }
        }
        drop(state);
        if is_first || is_full {
            self.work.notify_all();
        }
    }

    pub(crate) fn stats(&self) -> Stats {
        let state = self.lock();
        Stats {
            waiting: state.waiting(),
            ..state.stats
        }
    }

    /// Waits until everything that was recorded before the call is accepted.
    pub(crate) fn flush(&self, timeout: Duration) -> Result<(), FlushError> {
        let mut state = self.lock();
        state.flushes += 1;
        state.seal();
        self.work.notify_all();
        self.settle(state, timeout)
    }

    /// Takes nothing more in, and waits until everything is accepted; what is not is dropped.
    pub(crate) fn close(&self, timeout: Duration) -> Result<(), FlushError> {
        let mut state = self.lock();
        state.flushes += 1;
        state.closed = true;
        state.seal();
        self.work.notify_all();
        let outcome = self.settle(state, timeout);
        self.lock().abandon();
        self.work.notify_all();
        outcome
    }

    /// The next batch to post: as soon as one is full, the schedule or a flush wants it. `None` when
    /// the queue is closed and empty.
    pub(super) fn next(&self) -> Option<Batch> {
        let mut state = self.lock();
        loop {
            let now = Instant::now();
            if state.due.is_some_and(|due| due <= now) {
                state.seal();
            }
            if let Some(batch) = state.sealed.pop_front() {
                state.sealed_bytes -= batch.bytes();
                return Some(batch);
            }
            if state.closed {
                return None;
            }
            state = match state.due {
                Some(due) => {
                    let waited = self
                        .work
                        .wait_timeout(state, due.saturating_duration_since(now));
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
                None => self
                    .work
                    .wait(state)
                    .unwrap_or_else(PoisonError::into_inner),
            };
        }
    }

    /// Waits before another try, shorter when a flush is called meanwhile. `false` when there shall
    /// be none.
    pub(super) fn wait_for_retry(&self, delay: Duration) -> bool {
        let state = self.lock();
        let flushes = state.flushes;
        let waits = |state: &mut State| state.flushes == flushes && !state.abandoned;
        let waited = self.work.wait_timeout_while(state, delay, waits);
        !waited.unwrap_or_else(PoisonError::into_inner).0.abandoned
    }

    /// Notes what became of a batch.
    pub(super) fn settle_batch(&self, batch: &Batch, accepted: bool) {
        let mut state = self.lock();
        if state.abandoned {
            return;
        }
        let count = if accepted {
            &mut state.stats.sent
        } else {
            &mut state.stats.dropped
        };
        *count += batch.spans();
        drop(state);
        self.settled.notify_all();
    }

    fn settle(&self, state: MutexGuard<'_, State>, timeout: Duration) -> Result<(), FlushError> {
        let (recorded, dropped) = (state.stats.recorded, state.stats.dropped);
        // One sender posts the batches in order, so the first spans are settled first.
        let unsettled = |state: &mut State| state.stats.sent + state.stats.dropped < recorded;
        let (state, waited) = self
            .settled
            .wait_timeout_while(state, timeout, unsettled)
            .unwrap_or_else(PoisonError::into_inner);
        let lost = state.stats.dropped - dropped;
        if waited.timed_out() {
            let settled = state.stats.sent + state.stats.dropped;
            Err(FlushError::TimedOut {
                waiting: recorded.saturating_sub(settled),
            })
        } else if lost > 0 {
            Err(FlushError::Dropped { spans: lost })
        } else {
            Ok(())
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The instant after this time; a time that is too long for the clock is a day.
pub(crate) fn after(time: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(time)
        .unwrap_or_else(|| now + Duration::from_secs(24 * 3600))
}

impl State {
    fn waiting(&self) -> u64 {
        self.stats.recorded - self.stats.sent - self.stats.dropped
    }

    fn seal(&mut self) {
        self.due = None;
        if self.open.spans() > 0 {
            let batch = std::mem::take(&mut self.open);
            self.sealed_bytes += batch.bytes();
            self.sealed.push_back(batch);
        }
    }

    /// Drops the oldest batches beyond the bound. Whether there were any.
    fn make_room(&mut self) -> bool {
        let mut dropped = false;
        while self.sealed_bytes > QUEUE_BYTES {
            let Some(oldest) = self.sealed.pop_front() else {
                break;
            };
            self.sealed_bytes -= oldest.bytes();
            self.stats.dropped += oldest.spans();
            dropped = true;
        }
        dropped
    }

    fn abandon(&mut self) {
        self.abandoned = true;
        self.sealed.clear();
        self.sealed_bytes = 0;
        self.stats.dropped += self.waiting();
    }
}
