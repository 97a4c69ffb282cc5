use crate::export::{RETRY_IN_FLUSH, after};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// When an exporter has something to do: at every interval, when somebody flushes, and at the end.
#[derive(Debug)]
pub(super) struct Schedule {
    interval: Duration,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
struct State {
    /// How many flushes were asked for, and for how many of them there was an export.
    asked: u64,
    served: u64,
    /// Whether the last export went well.
    was_good: bool,
    due: Instant,
    /// When the end is to be over.
    ends: Option<Instant>,
    has_ended: bool,
}

/// A flush that was asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flush(u64);

/// An export that is to be made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Round {
    serves: u64,
    pub(super) is_last: bool,
}

impl Schedule {
    pub(super) fn new(interval: Duration) -> Self {
        Self {
            interval,
            state: Mutex::new(State {
                asked: 0,
                served: 0,
                was_good: true,
                due: after(interval),
                ends: None,
                has_ended: false,
            }),
            changed: Condvar::new(),
        }
    }

    /// Asks for an export of what was counted before the call.
    pub(super) fn begin_flush(&self) -> Flush {
        let mut state = self.lock();
        state.asked += 1;
        self.changed.notify_all();
        Flush(state.asked)
    }

    /// Asks for the last export, which is to be over by `deadline`. `None` when somebody has asked before.
    pub(super) fn begin_end(&self, deadline: Instant) -> Option<Flush> {
        let is_first = self.lock().ends.replace(deadline).is_none();
        is_first.then(|| self.begin_flush())
    }

    /// Waits for an export that was asked for. Whether it went well.
    pub(super) fn wait(&self, Flush(number): Flush, deadline: Instant) -> bool {
        let timeout = deadline.saturating_duration_since(Instant::now());
        let is_open = |state: &mut State| state.served < number && !state.has_ended;
        let waited = self
            .changed
            .wait_timeout_while(self.lock(), timeout, is_open);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner).0;
        !is_open(&mut state) && state.was_good
    }

    /// The next export, when it is time for it.
    pub(super) fn next(&self) -> Round {
        let mut state = self.lock();
        loop {
            let now = Instant::now();
            if state.asked > state.served || state.ends.is_some() || state.due <= now {
                state.due = after(self.interval);
                return Round {
                    serves: state.asked,
                    is_last: state.ends.is_some(),
                };
            }
            let timeout = state.due.saturating_duration_since(now);
            let waited = self.changed.wait_timeout(state, timeout);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Notes how an export went.
    pub(super) fn settle(&self, round: Round, was_good: bool) {
        let mut state = self.lock();
        state.served = round.serves;
        state.was_good = was_good;
        state.has_ended = round.is_last;
        self.changed.notify_all();
    }

    /// Waits before another try, shorter while somebody waits for a flush. `false` when there shall be
    /// none: after `limit`, and when the end has come.
    pub(super) fn wait_for_retry(&self, round: Round, delay: Duration, limit: Instant) -> bool {
        let start = Instant::now();
        let mut state = self.lock();
        loop {
            // What could not be exported now is in the last export again, or is kept for it.
            if !round.is_last && state.ends.is_some() {
                return false;
            }
            let is_flushing = state.asked > state.served;
            let delay = if is_flushing {
                delay.min(RETRY_IN_FLUSH)
            } else {
                delay
            };
            let limit = state.ends.map_or(limit, |ends| ends.min(limit));
            if start + delay >= limit {
                return false;
            }
            let Some(left) = delay.checked_sub(start.elapsed()) else {
                return true;
            };
            let waited = self.changed.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
