use std::time::Duration;

/// How long a sender rests before it ends, when there are enough others.
const IDLE: Duration = Duration::from_secs(5);
/// How many stay: one may wait for an answer that never comes.
const ENOUGH: usize = 2;

/// The senders of a queue. There is always one that has nothing to do, unless there are as many as may be.
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

    /// How long somebody who is awake and has been idle for this time goes on resting at most; `None` while
    /// it is needed.
    pub(super) fn time_left(&self, idle: Duration) -> Option<Duration> {
        let is_needed = self.size <= ENOUGH || self.resting == 0;
        (!is_needed).then(|| IDLE.saturating_sub(idle))
    }

    /// Whether it is to end.
    pub(super) fn dismisses(&self, idle: Duration) -> bool {
        self.time_left(idle) == Some(Duration::ZERO)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_one_to_spare_as_long_as_there_may_be() {
        let mut crew = Crew::new(3);
        assert!(crew.join());
        crew.rest();
        assert!(!crew.join(), "the second one rests");
        crew.wake();
        assert!(crew.join());
        assert!(!crew.join(), "there are three");
        crew.leave();
        assert!(crew.join(), "one could not be started");
        assert!(!Crew::new(1).join());
    }

    #[test]
    fn those_that_nobody_needs_end() {
        let mut crew = Crew::new(8);
        assert!(!crew.dismisses(IDLE), "the only one");
        assert!(crew.join() && crew.join());
        assert!(!crew.dismisses(IDLE), "the only one that rests");
        crew.rest();
        assert_eq!(crew.time_left(IDLE / 2), Some(IDLE / 2));
        assert!(crew.dismisses(IDLE));
        crew.leave();
        assert!(!crew.dismisses(IDLE), "the second one");
    }
}
