use super::after;
use crate::config::Batching;
use crate::export::batch::Batch;
use crate::export::counts::Counts;
use opentelemetry::InstrumentationScope;
use std::collections::VecDeque;
use std::time::Instant;

/// A batch of this many bytes is posted without waiting for the schedule.
const BATCH_BYTES: usize = 256 * 1024;

/// What waits, and what became of the rest. Records are numbered as they come, from 1.
pub(super) struct State {
    batching: Batching,
    open: Batch,
    /// When `open` is to be posted at the latest; `None` while it is empty.
    due: Option<Instant>,
    /// Oldest first.
    sealed: VecDeque<Batch>,
    sealed_bytes: usize,
    sealed_records: u64,
    /// The last record and the number of records of the batch that is being posted.
    in_flight: Option<(u64, u64)>,
    counts: Counts,
    flushes: Vec<Waiter>,
    last_flush: u64,
    closed: bool,
    abandoned: bool,
}

/// Somebody waits until all records up to a number are settled.
struct Waiter {
    id: FlushId,
    last: u64,
    lost: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct FlushId(u64);

impl State {
    pub(super) fn new(batching: Batching) -> Self {
        Self {
            batching,
            open: Batch::default(),
            due: None,
            sealed: VecDeque::new(),
            sealed_bytes: 0,
            sealed_records: 0,
            in_flight: None,
            counts: Counts::default(),
            flushes: Vec::new(),
            last_flush: 0,
            closed: false,
            abandoned: false,
        }
    }

    /// Takes an encoded record in. Whether batches were sealed or dropped for it.
    pub(super) fn push(&mut self, scope: &InstrumentationScope, record: &[u8]) -> bool {
        if self.closed {
            return false;
        }
        if self.is_open_empty() {
            self.due = Some(after(self.batching.delay));
        }
        self.counts.recorded += 1;
        self.open.push(scope, record, self.counts.recorded);
        let has_dropped = self.keep_within_bounds();
        let is_full =
            self.open.bytes() >= BATCH_BYTES || self.open.records() >= self.batch_records();
        if is_full {
            self.seal();
        }
        is_full || has_dropped
    }

    /// The oldest batch that is to be posted now.
    pub(super) fn take(&mut self, now: Instant) -> Option<Batch> {
        if self.due.is_some_and(|due| due <= now) {
            self.seal();
        }
        let batch = self.sealed.pop_front()?;
        self.sealed_bytes -= batch.bytes();
        self.sealed_records -= batch.records();
        self.in_flight = Some((batch.last(), batch.records()));
        Some(batch)
    }

    /// Notes what became of the batch in flight, unless a shutdown has given it up.
    pub(super) fn settle(&mut self, batch: &Batch, accepted: bool) {
        if self.in_flight.take().is_none() {
            return;
        }
        if accepted {
            self.counts.sent += batch.records();
        } else {
            self.lose(batch.last(), batch.records());
        }
    }

    /// Seals what is open, and remembers that somebody waits for it.
    pub(super) fn begin_flush(&mut self) -> FlushId {
        self.seal();
        self.last_flush += 1;
        let (id, last) = (FlushId(self.last_flush), self.counts.recorded);
        self.flushes.push(Waiter { id, last, lost: 0 });
        id
    }

    /// How many of the records that a flush waits for are not settled.
    pub(super) fn unsettled(&self, id: FlushId) -> u64 {
        let Some(flush) = self.flushes.iter().find(|flush| flush.id == id) else {
            return 0;
        };
        let sealed = self
            .sealed
            .iter()
            .map(|batch| (batch.last(), batch.records()));
        let outstanding = sealed
            .chain(self.in_flight)
            .filter(|(last, _)| *last <= flush.last);
        outstanding.map(|(_, records)| records).sum()
    }

    /// Forgets a flush; how many of the records that it waited for were lost.
    pub(super) fn end_flush(&mut self, id: FlushId) -> u64 {
        let index = self.flushes.iter().position(|flush| flush.id == id);
        index.map_or(0, |index| self.flushes.swap_remove(index).lost)
    }

    /// Takes nothing more in.
    pub(super) fn close(&mut self) {
        self.closed = true;
    }

    /// Gives up whatever is not settled.
    pub(super) fn abandon(&mut self) {
        self.abandoned = true;
        self.sealed_bytes = 0;
        self.sealed_records = 0;
        let sealed: Vec<_> = self
            .sealed
            .drain(..)
            .map(|batch| (batch.last(), batch.records()))
            .collect();
        for (last, records) in sealed.into_iter().chain(self.in_flight.take()) {
            self.lose(last, records);
        }
    }

    pub(super) fn counts(&self) -> Counts {
        self.counts
    }

    pub(super) fn due(&self) -> Option<Instant> {
        self.due
    }

    pub(super) fn is_open_empty(&self) -> bool {
        self.open.records() == 0
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
        self.sealed_records += batch.records();
        self.sealed.push_back(batch);
        self.keep_within_bounds();
    }

    /// Drops the oldest batches while more wait than may. Whether there were any.
    fn keep_within_bounds(&mut self) -> bool {
        let most_records = limit(self.batching.queue_size);
        let dropped = self.counts.dropped();
        while self.sealed_bytes > self.batching.buffer_bytes
            || self.sealed_records + self.open.records() > most_records
        {
            let Some(oldest) = self.sealed.pop_front() else {
                break;
            };
            self.sealed_bytes -= oldest.bytes();
            self.sealed_records -= oldest.records();
            self.lose(oldest.last(), oldest.records());
        }
        self.counts.dropped() > dropped
    }

    /// How many records a batch has at most: it must fit the queue, and should not be all of it.
    fn batch_records(&self) -> u64 {
        let queue_size = limit(self.batching.queue_size);
        match self.batching.batch_size {
            Some(_) => limit(self.batching.batch_size).min(queue_size),
            None => (queue_size / 4).max(1),
        }
    }

    /// Counts the records of a batch as dropped, for the flushes that wait for it too.
    fn lose(&mut self, last: u64, records: u64) {
        self.counts.dropped_by.displaced += records;
        for flush in self.flushes.iter_mut().filter(|flush| last <= flush.last) {
            flush.lost += records;
        }
    }
}

fn limit(size: Option<usize>) -> u64 {
    size.and_then(|size| size.try_into().ok())
        .unwrap_or(u64::MAX)
}
