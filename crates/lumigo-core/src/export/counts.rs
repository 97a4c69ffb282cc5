/// What became of the records of a queue.
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
