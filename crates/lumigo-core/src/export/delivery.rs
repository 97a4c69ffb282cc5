use super::transport::Answer;
use crate::diagnostics;
use std::collections::HashSet;
use std::time::Duration;

const FIRST_DELAY: Duration = Duration::from_millis(100);
const LONGEST_DELAY: Duration = Duration::from_secs(30);
/// Causes that are told apart in reports.
const REPORTS: usize = 32;

/// What became of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Accepted,
    /// It will never be accepted.
    Refused,
    /// Nobody has accepted it in time.
    GivenUp,
}

/// Tries until the other side has accepted something, and says what keeps it from that.
pub(crate) struct Delivery {
    records: &'static str,
    to: String,
    /// What becomes of them while they cannot be exported.
    meanwhile: &'static str,
    debug: bool,
    /// Each cause is reported once.
    reported: HashSet<String>,
}

impl Delivery {
    /// Of records to what is called `to`.
    pub(crate) fn new(
        records: &'static str,
        to: &str,
        meanwhile: &'static str,
        debug: bool,
    ) -> Self {
        Self {
            records,
            to: to.to_owned(),
            meanwhile,
            debug,
            reported: HashSet::new(),
        }
    }

    /// Posts until something is accepted or refused, or `wait`, which is given the time until the next
    /// try, says that there shall be none.
    pub(crate) fn deliver(
        &mut self,
        mut post: impl FnMut() -> Answer,
        mut wait: impl FnMut(Duration) -> bool,
    ) -> Fate {
        let mut delay = FIRST_DELAY;
        let (records, to, meanwhile) = (self.records, self.to.clone(), self.meanwhile);
        loop {
            match post() {
                Answer::Accepted => return Fate::Accepted,
                Answer::Refused(cause) => {
                    self.report(format!(
                        "{records} were refused by {to} and are dropped: {cause}"
                    ));
                    return Fate::Refused;
                }
                Answer::Unavailable(cause) => self.report(format!(
                    "{records} cannot be exported to {to} and {meanwhile}: {cause}"
                )),
            }
            if !wait(delay) {
                return Fate::GivenUp;
            }
            delay = (delay * 2).min(LONGEST_DELAY);
        }
    }

    /// Says that this many records were accepted.
    pub(crate) fn accepted(&self, count: u64) {
        let (records, to) = (self.records, &self.to);
        diagnostics::debug(
            self.debug,
            format_args!("{records} accepted by {to}: {count}"),
        );
    }

    fn report(&mut self, message: String) {
        if self.reported.len() < REPORTS && !self.reported.contains(&message) {
            diagnostics::warn(&message);
            self.reported.insert(message);
        }
    }
}
