use crate::export::parcel::Parcel;
use std::collections::VecDeque;
use std::time::Instant;

/// What is smaller is not worth the time that it takes to make it smaller.
const LEAST_TO_PACK: usize = 4 * 1024;

/// Parcels that wait to be posted, oldest first. There may be many thousands, but few of them were tried
/// before: while the backend is down, one post at a time is made.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    /// They can be posted now.
    fresh: VecDeque<Parcel>,
    /// They are posted again when they are ready.
    tried: VecDeque<Parcel>,
    records: u64,
    /// None of the fresh ones up to this number can be made smaller.
    packed: u64,
}

impl Waiting {
    /// How many records they have.
    pub(super) fn records(&self) -> u64 {
        self.records
    }

    pub(super) fn is_empty(&self) -> bool {
        self.fresh.is_empty() && self.tried.is_empty()
    }

    /// Puts a parcel into its place.
    pub(super) fn put(&mut self, parcel: Parcel) {
        self.records += parcel.records;
        let parcels = match parcel.tries {
            0 => &mut self.fresh,
            _ => &mut self.tried,
        };
        let index = parcels.partition_point(|other| other.last < parcel.last);
        parcels.insert(index, parcel);
    }

    /// The oldest that can be posted now. While the backend is down, the oldest of those that were tried
    /// least: one that can never be taken must not keep the others from finding out.
    pub(super) fn take_ready(&mut self, now: Instant, is_down: bool) -> Option<Parcel> {
        let parcels = self.tried.iter().enumerate();
        let mut ready = parcels.filter(|(_, parcel)| parcel.ready <= now);
        let tried = if is_down {
            ready.min_by_key(|(_, parcel)| parcel.tries)
        } else {
            ready.next()
        };
        let fresh = self.fresh.front();
        let is_first =
            |tried: &Parcel| fresh.is_none_or(|fresh| !is_down && tried.last < fresh.last);
        let taken = match tried {
            Some((index, parcel)) if is_first(parcel) => self.tried.remove(index),
            _ => self.fresh.pop_front(),
        };
        self.without(taken)
    }

    /// The oldest that can be made smaller.
    pub(super) fn take_to_pack(&mut self) -> Option<Parcel> {
        let is_large = |parcel: &Parcel| !parcel.is_packed && parcel.bytes() >= LEAST_TO_PACK;
        if let Some(index) = self.tried.iter().position(is_large) {
            let taken = self.tried.remove(index);
            return self.without(taken);
        }
        let first = self
            .fresh
            .partition_point(|parcel| parcel.last <= self.packed);
        let found = self.fresh.iter().skip(first).position(is_large);
        let index = found.map_or(self.fresh.len(), |skipped| first + skipped);
        // This one is packed when it comes back.
        let seen = self.fresh.get(index).or_else(|| self.fresh.back());
        self.packed = seen.map_or(self.packed, |parcel| parcel.last);
        let taken = self.fresh.remove(index);
        self.without(taken)
    }

    pub(super) fn oldest(&self) -> Option<&Parcel> {
        let fronts = [self.fresh.front(), self.tried.front()];
        fronts
            .into_iter()
            .flatten()
            .min_by_key(|parcel| parcel.last)
    }

    pub(super) fn take_oldest(&mut self) -> Option<Parcel> {
        let oldest = self.oldest()?.last;
        let is_fresh = self
            .fresh
            .front()
            .is_some_and(|parcel| parcel.last == oldest);
        let parcels = if is_fresh {
            &mut self.fresh
        } else {
            &mut self.tried
        };
        let taken = parcels.pop_front();
        self.without(taken)
    }

    fn without(&mut self, taken: Option<Parcel>) -> Option<Parcel> {
        self.records -= taken.as_ref().map_or(0, |parcel| parcel.records);
        taken
    }

    /// When one of them can be posted.
    pub(super) fn ready(&self) -> Option<Instant> {
        let fresh = self.fresh.front().map(|parcel| parcel.ready);
        fresh.or_else(|| self.tried.iter().map(|parcel| parcel.ready).min())
    }

    /// Somebody waits: they are posted at the time given at the latest, but for what the backend has asked for.
    pub(super) fn hasten(&mut self, latest: Instant) {
        for parcel in &mut self.tried {
            parcel.ready = parcel.ready.min(latest).max(parcel.not_before);
        }
    }

    /// What the backend has asked for does not matter any more.
    pub(super) fn forget_requests(&mut self, now: Instant) {
        for parcel in &mut self.tried {
            parcel.not_before = parcel.not_before.min(now);
        }
    }

    /// All of them.
    #[cfg(test)]
    pub(super) fn iter(&self) -> impl Iterator<Item = &Parcel> {
        self.fresh.iter().chain(&self.tried)
    }

    /// Whether each is in its place.
    #[cfg(test)]
    pub(super) fn check(&self) -> Result<(), proptest::test_runner::TestCaseError> {
        for parcels in [&self.fresh, &self.tried] {
            let is_in_order = parcels
                .iter()
                .map(|parcel| parcel.last)
                .is_sorted_by(|one, next| one < next);
            proptest::prop_assert!(is_in_order, "{self:?}");
        }
        proptest::prop_assert!(
            self.fresh.iter().all(|parcel| parcel.tries == 0),
            "{self:?}"
        );
        proptest::prop_assert!(self.tried.iter().all(|parcel| parcel.tries > 0), "{self:?}");
        Ok(())
    }
}
