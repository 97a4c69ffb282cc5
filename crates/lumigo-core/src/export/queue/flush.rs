use super::Queue;
use super::state::FlushId;
use crate::export::FlushError;
use std::sync::PoisonError;
use std::time::Instant;

/// A flush, or the end of a queue, that has begun: several queues can send at once before anybody
/// waits for one of them.
#[must_use]
pub(crate) struct Flush<'a> {
    queue: &'a Queue,
    id: FlushId,
    closes: bool,
}

impl<'a> Flush<'a> {
    pub(super) fn new(queue: &'a Queue, id: FlushId, closes: bool) -> Self {
        Self { queue, id, closes }
    }

    /// Waits until everything is accepted. At the end of a queue, what is not accepted by `deadline`
    /// is dropped.
    pub(crate) fn wait(self, deadline: Instant) -> Result<(), FlushError> {
        let Queue {
            signal, settled, ..
        } = self.queue;
        let timeout = deadline.saturating_duration_since(Instant::now());
        let waited = settled.wait_timeout_while(self.queue.lock(), timeout, |state| {
            state.unsettled(self.id) > 0
        });
        let mut state = waited.unwrap_or_else(PoisonError::into_inner).0;
        let waiting = state.unsettled(self.id);
        let lost = state.end_flush(self.id);
        if self.closes {
            state.abandon();
            drop(state);
            self.queue.work.notify_all();
            settled.notify_all();
        }
        match (waiting, lost) {
            (0, 0) => Ok(()),
            (0, lost) => Err((signal.dropped)(lost)),
            (waiting, _) => Err((signal.timed_out)(waiting)),
        }
    }
}
