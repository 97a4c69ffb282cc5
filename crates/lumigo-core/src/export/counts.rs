/// What became of the records of a queue, or of several.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) recorded: u64,
    pub(crate) sent: u64,
    pub(crate) dropped: u64,
}

impl Counts {
    pub(crate) fn waiting(&self) -> u64 {
        self.recorded - self.sent - self.dropped
    }
}

impl std::iter::Sum for Counts {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), |all, one| Self {
            recorded: all.recorded + one.recorded,
            sent: all.sent + one.sent,
            dropped: all.dropped + one.dropped,
        })
    }
}
