use super::Queue;
use super::flushes::FlushId;
use crate::export::{FlushError, sender};
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
        let now = Instant::now();
        // Whoever hears a report of a sender, or a panic of its, is on its thread: it would wait for itself.
        let deadline = if sender::is_this_thread() {
            now
        } else {
            deadline
        };
        let timeout = deadline.saturating_duration_since(now);
        let waited = settled.wait_timeout_while(self.queue.lock(), timeout, |guarded| {
            guarded.state.unsettled(self.id) > 0
        });
        let mut guarded = waited.unwrap_or_else(PoisonError::into_inner).0;
        let state = &mut guarded.state;
        let waiting = state.unsettled(self.id);
        let lost = state.end_flush(self.id);
        if self.closes {
            state.abandon(Instant::now());
            drop(guarded);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Batching;
    use crate::export::{SPANS, after};
    use opentelemetry::InstrumentationScope;
    use std::time::Duration;

    /// A report may reach code of the host's that flushes, or ends everything.
    #[test]
    fn nobody_waits_for_itself() {
        sender::pretend();
        let queue = Queue::new(
            &SPANS,
            &Batching {
                delay: Duration::from_secs(3_600),
                batch_size: None,
                queue_size: None,
                timeout: None,
                concurrency: 1,
                buffer_bytes: 1 << 20,
                max_age: Duration::from_secs(3_600),
            },
            1 << 20,
        );
        queue.push(&InstrumentationScope::default(), b"record");
        let timed_out = Err(FlushError::TimedOut { waiting: 1 });
        let in_a_day = after(Duration::MAX);
        assert_eq!(queue.begin_flush().wait(in_a_day), timed_out);
        assert_eq!(queue.counts().waiting(), 1);
        assert_eq!(queue.begin_close().wait(in_a_day), timed_out);
        assert_eq!(queue.counts().dropped_by.abandoned, 1);
    }
}
