use super::{Flight, State};
use crate::export::parcel::{Body, Parcel};
use std::time::Instant;

/// What waits is made smaller while there is little room.
impl State {
    /// A parcel that is to be made smaller, because the backend is down and the buffer is half full.
    pub(in crate::export::queue) fn take_to_pack(&mut self, now: Instant) -> Option<Parcel> {
        let is_needed = self.health.is_bad() && self.bytes > self.limits.buffer_bytes / 2;
        if !is_needed || self.packing.is_some() {
            return None;
        }
        let parcel = self.waiting.take_to_pack()?;
        self.packing = Some(Flight::of(&parcel, now));
        Some(parcel)
    }

    /// Takes it back, unless a shutdown has given it up, and what it held before. Whether others were dropped
    /// for it.
    pub(in crate::export::queue) fn packed(
        &mut self,
        mut parcel: Parcel,
        before: Option<Body>,
        now: Instant,
    ) -> bool {
        self.reuse(before);
        let Some(flight) = self.packing.take() else {
            return false;
        };
        self.bytes = self.bytes - flight.bytes + parcel.bytes();
        if self.closed {
            parcel.not_before = parcel.not_before.min(now);
        }
        self.waiting.put(parcel);
        if self.flushes.any() {
            self.hasten(now);
        }
        self.make_room(0, 0)
    }
}
