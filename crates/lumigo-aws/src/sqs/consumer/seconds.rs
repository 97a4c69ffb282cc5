//! Times as SQS takes them.

use std::time::Duration;

/// The longest time that SQS hides a message for, counted from when it was received.
pub(super) const LONGEST_VISIBILITY: Duration = Duration::from_secs(12 * 60 * 60);

/// To whole seconds.
pub(super) fn rounded_up(time: Duration) -> Duration {
    let rest = u64::from(time.subsec_nanos() > 0);
    Duration::from_secs(time.as_secs().saturating_add(rest))
}

/// As a number of seconds in a request.
pub(super) fn seconds(time: Duration) -> i32 {
    i32::try_from(time.as_secs()).unwrap_or(i32::MAX)
}
