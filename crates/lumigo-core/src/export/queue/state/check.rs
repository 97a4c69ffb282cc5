use super::State;
use crate::export::parcel::Parcel;
use proptest::prop_assert;
use proptest::test_runner::TestCaseError;
use std::time::Instant;

impl State {
    /// The oldest of what is sealed and may be posted, if the backend is not down.
    pub(in crate::export::queue) fn oldest_ready(&self, now: Instant) -> Option<u64> {
        let ready = self.waiting.iter().filter(|parcel| parcel.ready <= now);
        let oldest = ready.map(|parcel| parcel.last).min();
        oldest.filter(|_| !self.is_down())
    }

    /// Whether all that is counted is what there is, in order and within bounds.
    pub(in crate::export::queue) fn check(&self) -> Result<(), TestCaseError> {
        let waiting: u64 = self.waiting.iter().map(|parcel| parcel.records).sum();
        let flying: u64 = self.flights.iter().map(|flight| flight.records).sum();
        let packing = self.packing.as_ref();
        let packing = packing.map_or((0, 0), |flight| (flight.records, flight.bytes));
        let records = self.open.records() + waiting + flying + packing.0;
        prop_assert!(records == self.counts.waiting(), "{self:?}");
        prop_assert!(waiting == self.waiting.records(), "{self:?}");
        let waiting_bytes: usize = self.waiting.iter().map(Parcel::bytes).sum();
        let flying_bytes: usize = self.flights.iter().map(|flight| flight.bytes).sum();
        let bytes = self.open.bytes() + waiting_bytes + flying_bytes + packing.1;
        prop_assert!(bytes == self.bytes, "{self:?}");
        let can_drop = self.open.records() + waiting > 0;
        prop_assert!(!can_drop || bytes <= self.limits.buffer_bytes, "{self:?}");
        let queued = self.open.records() + waiting;
        prop_assert!(queued <= self.limits.queue_records, "{self:?}");
        prop_assert!(self.flights.len() <= self.limits.concurrency, "{self:?}");
        let is_fitting = self.open.bytes() <= self.limits.most_batch_bytes;
        prop_assert!(is_fitting || self.open.records() == 1, "{self:?}");
        // However long the answers take that are not there yet.
        let is_due = can_drop && self.flights.len() < self.limits.concurrency;
        prop_assert!(self.next_work().is_some() == is_due, "{self:?}");
        self.waiting.check()?;
        Ok(())
    }
}
