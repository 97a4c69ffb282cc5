use crate::export::{Answer, Reports, backoff, jitter};
use std::time::Duration;

/// Longer than any export is tried again, and short enough for the clock.
const DAY: Duration = Duration::from_secs(24 * 3600);

/// What became of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Accepted,
    /// It will never be accepted.
    Refused,
    /// Nobody has accepted it in time.
    GivenUp,
}

/// Posts `count` metrics until they are accepted or refused, or `wait`, which is given the time until the
/// next try, says that there shall be none.
pub(super) fn deliver(
    count: u64,
    reports: &Reports,
    mut post: impl FnMut() -> Answer,
    mut wait: impl FnMut(Duration) -> bool,
) -> Fate {
    for failures in 1.. {
        let answer = post();
        reports.answer(count, &answer);
        let retry_after = match answer {
            Answer::Accepted | Answer::Partly { .. } => return Fate::Accepted,
            Answer::Refused(_) => return Fate::Refused,
            Answer::Unavailable { retry_after, .. } => retry_after.unwrap_or_default().min(DAY),
        };
        if !wait(backoff(failures, jitter()).max(retry_after)) {
            break;
        }
    }
    Fate::GivenUp
}
