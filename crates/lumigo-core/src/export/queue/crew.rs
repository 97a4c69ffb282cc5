use std::time::Duration;

/// How long a sender rests before it ends, when there are others.
const IDLE: Duration = Duration::from_secs(5);

/// The senders of a queue.
#[derive(Debug)]
pub(super) struct Crew {
    most: usize,
    size: usize,
    resting: usize,
}

impl Crew {
    /// One sender, which may become this many.
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            size: 1,
            resting: 0,
        }
    }

    /// Counts another one, when everybody has something to do and there may be more. Whether it did.
    pub(super) fn join(&mut self) -> bool {
        let joins = self.resting == 0 && self.size < self.most;
        self.size += usize::from(joins);
        joins
    }

    /// One has ended, or could not be started.
    pub(super) fn leave(&mut self) {
        self.size = self.size.saturating_sub(1);
    }

    pub(super) fn rest(&mut self) {
        self.resting += 1;
    }

    pub(super) fn wake(&mut self) {
        self.resting = self.resting.saturating_sub(1);
    }

    /// How long somebody who has been idle for this time goes on resting; `None` for the only one.
    pub(super) fn time_left(&self, idle: Duration) -> Option<Duration> {
        (self.size > 1).then(|| IDLE.saturating_sub(idle))
    }

    /// Whether somebody who has been idle for this time is to end.
    pub(super) fn dismisses(&self, idle: Duration) -> bool {
        self.size > 1 && idle >= IDLE
    }
}
