use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

const FIRST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(5);

/// How long to wait after so many failures in a row: a part of a time that doubles with each. Clients
/// that have failed together do not come back together.
///
/// `jitter` says which part, from 0 to 1.
pub(crate) fn backoff(failures: u32, jitter: f64) -> Duration {
    let doublings = failures.saturating_sub(1).min(16);
    (FIRST * (1 << doublings)).min(LONGEST).mul_f64(jitter)
}

/// A number from 0 to 1 that nobody can guess, and nobody needs to be unable to: the part of a wait that is
/// waited, so that clients that have failed together do not come back together.
pub fn jitter() -> f64 {
    let random = RandomState::new().build_hasher().finish();
    random as f64 / u64::MAX as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_limit() {
        let milliseconds = [1, 2, 3, 6, 7, 8, 40, u32::MAX].map(|n| backoff(n, 1.0).as_millis());
        assert_eq!(
            milliseconds,
            [100, 200, 400, 3_200, 5_000, 5_000, 5_000, 5_000]
        );
        assert_eq!(backoff(3, 0.5), Duration::from_millis(200));
        assert_eq!(backoff(3, 0.0), Duration::ZERO);
    }

    #[test]
    fn jitters_differ_and_are_parts_of_one() {
        let jitters: Vec<_> = (0..100).map(|_| jitter()).collect();
        assert!(jitters.iter().all(|jitter| (0.0..=1.0).contains(jitter)));
        assert!(jitters.iter().any(|jitter| *jitter < 0.5));
        assert!(jitters.iter().any(|jitter| *jitter > 0.5));
    }
}
