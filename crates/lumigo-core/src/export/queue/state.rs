use super::after;
use crate::export::FlushError;
use crate::export::batch::Batch;
use crate::stats::Stats;
use opentelemetry_sdk::trace::SpanData;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// A batch of this many bytes is posted without waiting for the schedule.
const BATCH_BYTES: usize = 256 * 1024;
/// What waits at most; the oldest batches go when it is more.
const QUEUE_BYTES: usize = 16 * 1024 * 1024;

/// What waits, and what became of the rest. Spans are numbered as they come, from 1.
#[derive(Default)]
pub(super) struct State {
    open: Batch,
    /// When `open` is to be posted at the latest; `None` while it is empty.
    due: Option<Instant>,
    /// Oldest first.
    sealed: VecDeque<Batch>,
    sealed_bytes: usize,
    /// The last span and the number of spans of the batch that is being posted.
    in_flight: Option<(u64, u64)>,
    stats: Stats,
    flushes: Vec<Flush>,
    last_flush: u64,
    closed: bool,
    abandoned: bool,
}

/// Somebody waits until all spans up to a number are settled.
struct Flush {
    id: FlushId,
    last: u64,
    lost: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct FlushId(u64);

impl State {
    /// Takes a span in. Whether a batch was sealed for it.
    pub(super) fn push(&mut self, span: &SpanData, schedule_delay: Duration) -> bool {
        if self.closed {
            return false;
        }
        if self.is_open_empty() {
            self.due = Some(after(schedule_delay));
        }
        self.stats.recorded += 1;
        self.open.push(span, self.stats.recorded);
        let is_full = self.open.bytes() >= BATCH_BYTES;
        if is_full {
            self.seal();
        }
        is_full
    }

    /// The oldest batch that is to be posted now.
    pub(super) fn take(&mut self, now: Instant) -> Option<Batch> {
        if self.due.is_some_and(|due| due <= now) {
            self.seal();
        }
        let batch = self.sealed.pop_front()?;
        self.sealed_bytes -= batch.bytes();
        self.in_flight = Some((batch.last(), batch.spans()));
        Some(batch)
    }

    /// Notes what became of the batch in flight, unless a shutdown has given it up.
    pub(super) fn settle(&mut self, batch: &Batch, accepted: bool) {
        if self.in_flight.take().is_none() {
            return;
        }
        if accepted {
            self.stats.sent += batch.spans();
        } else {
            self.lose(batch.last(), batch.spans());
        }
    }

    /// Seals what is open, and remembers that somebody waits for it.
    pub(super) fn begin_flush(&mut self) -> FlushId {
        self.seal();
        self.last_flush += 1;
        let (id, last) = (FlushId(self.last_flush), self.stats.recorded);
        self.flushes.push(Flush { id, last, lost: 0 });
        id
    }

    /// How many of the spans that a flush waits for are not settled.
    pub(super) fn unsettled(&self, id: FlushId) -> u64 {
        let Some(flush) = self.flushes.iter().find(|flush| flush.id == id) else {
            return 0;
        };
        let sealed = self
            .sealed
            .iter()
            .map(|batch| (batch.last(), batch.spans()));
        let outstanding = sealed
            .chain(self.in_flight)
            .filter(|(last, _)| *last <= flush.last);
        outstanding.map(|(_, spans)| spans).sum()
    }

    /// The outcome of a flush that waits no longer.
    pub(super) fn end_flush(&mut self, id: FlushId) -> Result<(), FlushError> {
        let waiting = self.unsettled(id);
        let index = self.flushes.iter().position(|flush| flush.id == id);
        let spans = index.map_or(0, |index| self.flushes.swap_remove(index).lost);
        match (waiting, spans) {
            (0, 0) => Ok(()),
            (0, spans) => Err(FlushError::Dropped { spans }),
            (waiting, _) => Err(FlushError::TimedOut { waiting }),
        }
    }

    /// Takes nothing more in.
    pub(super) fn close(&mut self) {
        self.closed = true;
    }

    /// Gives up whatever is not settled.
    pub(super) fn abandon(&mut self) {
        self.abandoned = true;
        self.sealed_bytes = 0;
        let sealed: Vec<_> = self
            .sealed
            .drain(..)
            .map(|batch| (batch.last(), batch.spans()))
            .collect();
        for (last, spans) in sealed.into_iter().chain(self.in_flight.take()) {
            self.lose(last, spans);
        }
    }

    pub(super) fn stats(&self) -> Stats {
        let Stats {
            recorded,
            sent,
            dropped,
            ..
        } = self.stats;
        Stats {
            waiting: recorded - sent - dropped,
            ..self.stats
        }
    }

    pub(super) fn due(&self) -> Option<Instant> {
        self.due
    }

    pub(super) fn is_open_empty(&self) -> bool {
        self.open.spans() == 0
    }

    pub(super) fn is_flushing(&self) -> bool {
        !self.flushes.is_empty()
    }

    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }

    pub(super) fn is_abandoned(&self) -> bool {
        self.abandoned
    }

    fn seal(&mut self) {
        self.due = None;
        if self.is_open_empty() {
            return;
        }
        let batch = std::mem::take(&mut self.open);
        self.sealed_bytes += batch.bytes();
        self.sealed.push_back(batch);
        while self.sealed_bytes > QUEUE_BYTES {
            let Some(oldest) = self.sealed.pop_front() else {
                return;
            };
            self.sealed_bytes -= oldest.bytes();
            self.lose(oldest.last(), oldest.spans());
        }
    }

    /// Counts the spans of a batch as dropped, for the flushes that wait for it too.
    fn lose(&mut self, last: u64, spans: u64) {
        self.stats.dropped += spans;
        for flush in self.flushes.iter_mut().filter(|flush| last <= flush.last) {
            flush.lost += spans;
        }
    }
}
