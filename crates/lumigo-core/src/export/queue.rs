//! What stands between the threads that make records and those that post them.

mod crew;
mod flush;
mod flushes;
mod health;
mod limits;
mod state;
#[cfg(test)]
mod tests;
mod waiting;

pub(crate) use flush::Flush;
#[cfg(feature = "metrics")]
pub(crate) use state::RETRY_IN_FLUSH;

use super::backoff::jitter;
use super::counts::Counts;
use super::parcel::{Body, Parcel};
use super::signal::Signal;
use super::transport::Answer;
use crate::config::Batching;
use crew::Crew;
use opentelemetry::InstrumentationScope;
use state::{Changes, State};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Records of one signal on their way out, bounded in bytes.
pub(crate) struct Queue {
    signal: &'static Signal,
    guarded: Mutex<Guarded>,
    /// Senders wait here for something to do.
    work: Condvar,
    /// Flushes wait here for records to be settled.
    settled: Condvar,
}

struct Guarded {
    state: State,
    crew: Crew,
}

/// What a sender has to do.
pub(super) enum Job {
    Post {
        parcel: Parcel,
        /// Before it posts, it is to start another sender, which counts as one already.
        wants_help: bool,
    },
    /// Make it smaller: there is little room.
    Pack(Parcel),
}

impl Queue {
    /// A queue with one sender, which is to be started.
    pub(super) fn new(
        signal: &'static Signal,
        batching: &Batching,
        most_batch_bytes: usize,
    ) -> Self {
        let state = State::new(batching, most_batch_bytes, Instant::now());
        Self {
            signal,
            guarded: Mutex::new(Guarded {
                crew: Crew::new(state.concurrency()),
                state,
            }),
            work: Condvar::new(),
            settled: Condvar::new(),
        }
    }

    /// Takes a record in that is encoded already.
    pub(super) fn push(&self, scope: &InstrumentationScope, record: &[u8]) {
        let changes = self.lock().state.push(scope, record, Instant::now);
        self.tell(changes);
    }

    pub(crate) fn counts(&self) -> Counts {
        self.lock().state.counts()
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
        let now = Instant::now();
        let mut guarded = self.lock();
        if closes {
            guarded.state.close(now);
        }
        let id = guarded.state.begin_flush(now);
        drop(guarded);
        self.work.notify_all();
        Flush::new(self, id, closes)
    }

    /// The next parcel to post: as soon as one is full, or the schedule, a flush or another try wants it.
    /// `None` when this sender is to end: with the queue, or because there is too little to do.
    pub(super) fn next(&self) -> Option<Job> {
        let idle_since = Instant::now();
        let mut guarded = self.lock();
        loop {
            let now = Instant::now();
            if let Some(job) = guarded.take(now) {
                // This one may be away for long: whoever rests is to know how long at most.
                if guarded.state.next_work().is_some() {
                    self.work.notify_one();
                }
                return Some(job);
            }
            let Guarded { state, crew } = &mut *guarded;
            let idle = now.saturating_duration_since(idle_since);
            if state.has_ended() || crew.dismisses(idle) {
                crew.leave();
                // What this one was woken for, another one is to hear of.
                self.work.notify_one();
                return None;
            }
            let until_work = state
                .next_work()
                .map(|due| due.saturating_duration_since(now));
            let until_end = crew.time_left(idle);
            crew.rest();
            guarded = self.wait_for_work(guarded, until_work.into_iter().chain(until_end).min());
            guarded.crew.wake();
        }
    }

    fn wait_for_work<'a>(
        &self,
        guarded: MutexGuard<'a, Guarded>,
        timeout: Option<Duration>,
    ) -> MutexGuard<'a, Guarded> {
        match timeout {
            Some(timeout) => {
                let waited = self.work.wait_timeout(guarded, timeout);
                waited.unwrap_or_else(PoisonError::into_inner).0
            }
            None => {
                let waited = self.work.wait(guarded);
                waited.unwrap_or_else(PoisonError::into_inner)
            }
        }
    }

    /// Another sender could not be started.
    pub(super) fn lacks_sender(&self) {
        self.lock().crew.leave();
    }

    /// Notes that a parcel has its final form, made from these records.
    pub(super) fn encoded(&self, parcel: &Parcel, records: Body) {
        let settled = self.lock().state.encoded(parcel, records);
        self.tell(Changes {
            work: false,
            settled,
        });
    }

    /// Takes a parcel back that was to be made smaller, and what it held if it was.
    pub(super) fn packed(&self, parcel: Parcel, before: Option<Body>) {
        let settled = self.lock().state.packed(parcel, before, Instant::now());
        self.tell(Changes {
            work: false,
            settled,
        });
    }

    /// Notes what became of a parcel.
    pub(super) fn settle(&self, parcel: Parcel, answer: &Answer) {
        let (now, jitter) = (Instant::now(), jitter());
        let changes = self.lock().state.settle(parcel, answer, now, jitter);
        if changes.work {
            self.work.notify_all();
        }
        self.tell(Changes {
            work: false,
            ..changes
        });
    }

    fn tell(&self, changes: Changes) {
        if changes.work {
            self.work.notify_one();
        }
        if changes.settled {
            self.settled.notify_all();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Guarded> {
        self.guarded.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Guarded {
    fn take(&mut self, now: Instant) -> Option<Job> {
        let Some(parcel) = self.state.take(now) else {
            return self.state.take_to_pack(now).map(Job::Pack);
        };
        let wants_help = self.crew.join();
        Some(Job::Post { parcel, wants_help })
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
