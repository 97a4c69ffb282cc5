use super::flushes::{FlushId, Flushes};
use super::health::Health;
use super::limits::Limits;
use super::waiting::Waiting;
use crate::config::Batching;
use crate::export::backoff::backoff;
use crate::export::batch::Batch;
use crate::export::counts::Counts;
use crate::export::parcel::{Body, Parcel};
use crate::export::transport::Answer;
use opentelemetry::InstrumentationScope;
use std::time::{Duration, Instant};

/// How long the next try takes at most while somebody waits for a flush.
pub(crate) const RETRY_IN_FLUSH: Duration = Duration::from_millis(500);
/// And otherwise, while there is no answer to the one before.
const PATIENCE: Duration = Duration::from_secs(2);

/// What waits, and what became of the rest. Records are numbered as they are taken in, from 1. It knows no
/// clock and no thread.
#[derive(Debug)]
pub(super) struct State {
    limits: Limits,
    /// The number of the last record.
    last: u64,
    open: Batch,
    /// When `open` is to be posted at the latest; `None` while it is empty.
    due: Option<Instant>,
    waiting: Waiting,
    flights: Vec<Flight>,
    /// What is not posted but made smaller.
    packing: Option<Flight>,
    /// Of everything: open, waiting, in flight and being packed.
    bytes: usize,
    health: Health,
    counts: Counts,
    flushes: Flushes,
    closed: bool,
    /// Memory for the next batch.
    spare: Option<Batch>,
}

/// A parcel that is being posted.
#[derive(Debug)]
struct Flight {
    /// The number of the parcel's last record.
    last: u64,
    records: u64,
    bytes: usize,
    begun: Instant,
}

impl Flight {
    fn of(parcel: &Parcel, begun: Instant) -> Self {
        Self {
            last: parcel.last,
            records: parcel.records,
            bytes: parcel.bytes(),
            begun,
        }
    }
}

/// What has changed for others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    /// A sender may have something to do, now or at another time than before.
    pub(super) work: bool,
    /// Records were settled.
    pub(super) settled: bool,
}

impl State {
    pub(super) fn new(batching: &Batching, most_batch_bytes: usize, now: Instant) -> Self {
        Self {
            limits: Limits::new(batching, most_batch_bytes),
            last: 0,
            open: Batch::default(),
            due: None,
            waiting: Waiting::default(),
            flights: Vec::new(),
            packing: None,
            bytes: 0,
            health: Health::good(now),
            counts: Counts::default(),
            flushes: Flushes::default(),
            closed: false,
            spare: None,
        }
    }

    /// Takes an encoded record in.
    pub(super) fn push(
        &mut self,
        scope: &InstrumentationScope,
        record: &[u8],
        now: impl Fn() -> Instant,
    ) -> Changes {
        if self.closed {
            return Changes::default();
        }
        self.counts.recorded += 1;
        let bytes = record.len() + scope.name().len();
        let could_fit = bytes <= self.limits.buffer_bytes;
        let settled = could_fit && self.make_room(bytes, 1);
        if self.bytes.saturating_add(bytes) > self.limits.buffer_bytes {
            self.counts.dropped_by.displaced += 1;
            return Changes {
                work: false,
                settled,
            };
        }
        if self.open.records() > 0 && self.open.bytes() + bytes > self.limits.most_batch_bytes {
            self.seal(now());
        }
        let is_first = self.open.records() == 0;
        if is_first {
            self.due = Some(now() + self.limits.delay);
        }
        self.put(scope, record);
        let seals = self.is_full() && (self.has_free_way() || self.is_overfull());
        if seals {
            self.seal(now());
        }
        Changes {
            work: is_first || seals,
            settled,
        }
    }

    fn put(&mut self, scope: &InstrumentationScope, record: &[u8]) {
        self.last += 1;
        let before = self.open.bytes();
        self.open.push(scope, record, self.last);
        self.bytes += self.open.bytes() - before;
    }

    /// The parcel that is to be posted now. It is in flight until it is settled.
    ///
    /// What is open is no parcel before it can be posted: then there are few of them, however long the backend
    /// is away, and whoever flushes meanwhile.
    pub(super) fn take(&mut self, now: Instant) -> Option<Parcel> {
        if self.opens()? > now {
            return None;
        }
        if self.is_full() || self.due.is_some_and(|due| due <= now) {
            self.seal(now);
        }
        let mut parcel = self.waiting.take_ready(now, self.is_down())?;
        self.health.post(now);
        self.flights.push(Flight::of(&parcel, now));
        if parcel.tries > 0 {
            self.counts.retried += parcel.records;
        }
        parcel.tries += 1;
        Some(parcel)
    }

    /// When something may be posted, if there is any; `None` before there is an answer.
    fn opens(&self) -> Option<Instant> {
        let patience = if self.flushes.any() {
            RETRY_IN_FLUSH
        } else {
            PATIENCE
        };
        self.has_free_flight().then(|| self.health.opens(patience))
    }

    /// When there may be something to take, as far as it depends on time.
    pub(super) fn next_work(&self) -> Option<Instant> {
        let wanted = self.due.into_iter().chain(self.waiting.ready()).min()?;
        self.opens().map(|opens| opens.max(wanted))
    }

    /// The parcel in flight has its final form, and what it was made from is free for other records.
    /// Whether others were dropped for it.
    pub(super) fn encoded(&mut self, parcel: &Parcel, records: Body) -> bool {
        self.reuse(Some(records));
        let flights = &mut self.flights;
        let Some(flight) = flights.iter_mut().find(|flight| flight.last == parcel.last) else {
            return false;
        };
        self.bytes = self.bytes - flight.bytes + parcel.bytes();
        flight.bytes = parcel.bytes();
        self.make_room(0, 0)
    }

    /// Notes what became of a parcel in flight, unless a shutdown has given it up.
    pub(super) fn settle(
        &mut self,
        parcel: Parcel,
        answer: &Answer,
        now: Instant,
        jitter: f64,
    ) -> Changes {
        let is_it = |flight: &Flight| flight.last == parcel.last;
        let Some(index) = self.flights.iter().position(is_it) else {
            return Changes::default();
        };
        let was_bad = self.health.is_bad();
        let flight = self.flights.swap_remove(index);
        self.land(parcel, &flight, answer, now, jitter);
        Changes {
            work: was_bad || self.closed,
            settled: true,
        }
    }

    fn land(
        &mut self,
        parcel: Parcel,
        flight: &Flight,
        answer: &Answer,
        now: Instant,
        jitter: f64,
    ) {
        let rejected = match answer {
            Answer::Unavailable { retry_after, .. } => {
                let retry_after = retry_after.filter(|_| !self.closed);
                return self.postpone(parcel, flight, retry_after, now, jitter);
            }
            Answer::Refused(_) => {
                self.health.answered(now);
                self.bytes -= flight.bytes;
                return self.drop_records(flight.last, flight.records, |by| &mut by.refused);
            }
            Answer::Accepted => 0,
            Answer::Partly { rejected, .. } => (*rejected).min(flight.records),
        };
        self.health.answered(now);
        self.bytes -= flight.bytes;
        self.counts.sent += flight.records - rejected;
        self.counts.dropped_by.rejected += rejected;
        self.flushes.settle(flight.last, flight.records, rejected);
    }

    /// Puts a parcel that could not be taken back into its place, and drops what is too old: a try that began
    /// after its time has failed.
    fn postpone(
        &mut self,
        mut parcel: Parcel,
        flight: &Flight,
        retry_after: Option<Duration>,
        now: Instant,
        jitter: f64,
    ) {
        let asked_for = retry_after.map(|time| now + time.min(self.limits.max_age));
        let not_before = asked_for.unwrap_or(now);
        self.health.failed(flight.begun, now, not_before, jitter);
        parcel.ready = (now + backoff(parcel.tries, jitter)).max(not_before);
        parcel.not_before = not_before;
        self.waiting.put(parcel);
        if self.flushes.any() {
            self.hasten(now);
        }
        self.expire(flight.begun);
        self.make_room(0, 0);
    }

    /// Remembers that somebody waits for everything there is.
    pub(super) fn begin_flush(&mut self, now: Instant) -> FlushId {
        self.due = self.due.map(|due| due.min(now));
        self.hasten(now);
        self.flushes.begin(self.last, self.counts.waiting())
    }

    /// How many of the records that a flush waits for are not settled.
    pub(super) fn unsettled(&self, id: FlushId) -> u64 {
        self.flushes.unsettled(id)
    }

    /// Forgets a flush; how many of the records that it waited for were lost.
    pub(super) fn end_flush(&mut self, id: FlushId) -> u64 {
        self.flushes.end(id)
    }

    /// Takes nothing more in. Nobody will be there to wait as long as a backend may have asked for.
    pub(super) fn close(&mut self, now: Instant) {
        self.closed = true;
        self.health.forget_request(now);
        self.waiting.forget_requests(now);
    }

    /// Gives up whatever is not settled.
    pub(super) fn abandon(&mut self, now: Instant) {
        self.seal(now);
        while !self.waiting.is_empty() {
            self.drop_oldest(|by| &mut by.abandoned);
        }
        let flights = std::mem::take(&mut self.flights);
        for flight in flights.into_iter().chain(self.packing.take()) {
            self.bytes -= flight.bytes;
            self.drop_records(flight.last, flight.records, |by| &mut by.abandoned);
        }
    }

    pub(super) fn counts(&self) -> Counts {
        Counts {
            waiting_bytes: self.bytes as u64,
            ..self.counts
        }
    }

    /// Whether there will never be anything to take, unless what is in flight comes back.
    pub(super) fn has_ended(&self) -> bool {
        self.closed && self.waiting.is_empty() && self.open.records() == 0
    }

    /// Whether the last answers were failures.
    pub(super) fn is_down(&self) -> bool {
        self.health.is_bad()
    }

    pub(super) fn concurrency(&self) -> usize {
        self.limits.concurrency
    }

    fn is_full(&self) -> bool {
        self.open.records() > 0
            && (self.open.bytes() >= self.limits.batch_bytes
                || self.open.records() >= self.limits.batch_records)
    }

    /// Whether the open batch has all it may have, however busy everybody is.
    fn is_overfull(&self) -> bool {
        self.open.bytes() >= self.limits.most_batch_bytes
            || self.open.records() >= self.limits.batch_records
    }

    /// Whether what is full can be posted soon.
    fn has_free_way(&self) -> bool {
        self.has_free_flight() && !self.is_down()
    }

    fn has_free_flight(&self) -> bool {
        self.flights.len() < self.limits.concurrency
    }

    /// Takes nothing more into what is open.
    pub(super) fn seal(&mut self, now: Instant) {
        self.due = None;
        if self.open.records() == 0 {
            return;
        }
        let next = self.spare.take().unwrap_or_default();
        let batch = std::mem::replace(&mut self.open, next);
        self.waiting.put(Parcel::seal(batch, now));
    }

    fn hasten(&mut self, now: Instant) {
        let latest = now + RETRY_IN_FLUSH;
        self.health.hasten(latest);
        self.waiting.hasten(latest);
    }
}

#[cfg(test)]
mod check;
mod packing;
mod room;
