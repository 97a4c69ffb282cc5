use std::collections::HashSet;
use std::sync::{PoisonError, RwLock};

/// How many are remembered. Services have fewer methods than that.
const MOST: usize = 1000;

/// The calls by gRPC that services have answered: so their names were not made up by a caller.
#[derive(Debug, Default)]
pub(crate) struct KnownCalls(RwLock<HashSet<Box<str>>>);

impl KnownCalls {
    pub(super) fn contains(&self, name: &str) -> bool {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.contains(name)
    }

    pub(super) fn learn(&self, name: &str) {
        if self.contains(name) {
            return;
        }
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() < MOST {
            known.insert(name.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_learnt_is_known_and_bounded() {
        let calls = KnownCalls::default();
        for number in 0..2 * MOST {
            calls.learn(&number.to_string());
        }
        assert!(calls.contains("0") && calls.contains("999"));
        assert!(!calls.contains("1000") && !calls.contains("x"));
    }
}
