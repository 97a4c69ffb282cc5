use crate::stats::DropReasons;

/// What became of the records of a queue, or of several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) recorded: u64,
    pub(crate) sent: u64,
    pub(crate) retried: u64,
    pub(crate) dropped_by: DropReasons,
    pub(crate) waiting_bytes: u64,
}

impl Counts {
    pub(crate) fn dropped(&self) -> u64 {
        self.dropped_by.total()
    }

    pub(crate) fn waiting(&self) -> u64 {
        self.recorded - self.sent - self.dropped()
    }
}

impl std::iter::Sum for Counts {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), |all, one| Self {
            recorded: all.recorded + one.recorded,
            sent: all.sent + one.sent,
            retried: all.retried + one.retried,
            dropped_by: all.dropped_by + one.dropped_by,
            waiting_bytes: all.waiting_bytes + one.waiting_bytes,
        })
    }
}
