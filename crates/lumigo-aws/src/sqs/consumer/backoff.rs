use lumigo_core::jitter;
use std::time::Duration;
use tokio::time::sleep;

const FIRST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(20);
/// After which the longest wait is reached.
const MOST_DOUBLINGS: u32 = 8;

/// Waits after failures in a row: for any part of a time that doubles with each, so that consumers that have
/// failed together do not come back together.
#[derive(Debug, Default)]
pub(super) struct Backoff {
    failures: u32,
}

impl Backoff {
    /// Waits after one more failure.
    pub(super) async fn wait(&mut self) {
        let longest = self.longest();
        self.failures = self.failures.saturating_add(1);
        sleep(longest.mul_f64(jitter())).await;
    }

    /// Something has succeeded.
    pub(super) fn reset(&mut self) {
        self.failures = 0;
    }

    fn longest(&self) -> Duration {
        (FIRST * (1 << self.failures.min(MOST_DOUBLINGS))).min(LONGEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_limit() {
        let longest = |failures| Backoff { failures }.longest().as_millis();
        let waits = [0, 1, 2, 7, 8, 9, u32::MAX].map(longest);
        assert_eq!(waits, [100, 200, 400, 12_800, 20_000, 20_000, 20_000]);
    }
}
