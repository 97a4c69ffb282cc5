use super::State;
use crate::export::parcel::{Body, Parcel};
use crate::stats::DropReasons;
use std::time::Instant;

/// What goes, and why.
impl State {
    /// Drops what was too old at this time.
    pub(super) fn expire(&mut self, time: Instant) {
        let max_age = self.limits.max_age;
        let is_old = |oldest: &Parcel| time.saturating_duration_since(oldest.sealed) >= max_age;
        while self.waiting.oldest().is_some_and(is_old) {
            self.drop_oldest(|by| &mut by.expired);
        }
    }

    /// Drops the oldest that is not in flight until there is room for so much more. Whether there was any.
    pub(super) fn make_room(&mut self, bytes: usize, records: u64) -> bool {
        let dropped = self.counts.dropped_by.displaced;
        while self.bytes.saturating_add(bytes) > self.limits.buffer_bytes
            || self.waiting.records() + self.open.records() + records > self.limits.queue_records
        {
            if !self.waiting.is_empty() {
                self.drop_oldest(|by| &mut by.displaced);
            } else if self.open.records() > 0 {
                self.drop_open();
            } else {
                break;
            }
        }
        self.counts.dropped_by.displaced > dropped
    }

    pub(super) fn drop_oldest(&mut self, reason: fn(&mut DropReasons) -> &mut u64) {
        let Some(parcel) = self.waiting.take_oldest() else {
            return;
        };
        self.bytes -= parcel.bytes();
        self.drop_records(parcel.last, parcel.records, reason);
        self.reuse(Some(parcel.body));
    }

    /// Keeps the memory of records that are not needed any more.
    pub(super) fn reuse(&mut self, body: Option<Body>) {
        if let (Some(Body::Records(mut batch)), None) = (body, &self.spare) {
            batch.clear();
            self.spare = Some(batch);
        }
    }

    pub(super) fn drop_open(&mut self) {
        let (last, records) = (self.open.last(), self.open.records());
        self.bytes -= self.open.bytes();
        self.open.clear();
        self.due = None;
        self.drop_records(last, records, |by| &mut by.displaced);
    }

    /// Counts records as dropped, for the flushes that wait for them too.
    pub(super) fn drop_records(
        &mut self,
        last: u64,
        records: u64,
        reason: fn(&mut DropReasons) -> &mut u64,
    ) {
        *reason(&mut self.counts.dropped_by) += records;
        self.flushes.settle(last, records, records);
    }
}
