use mongodb::options::ServerAddress;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many pools of connections there are to each server. Two clients of the same options have one each, and
/// both number their connections from 1.
#[derive(Debug, Default)]
pub(crate) struct Pools {
    by_address: Mutex<HashMap<ServerAddress, usize>>,
}

impl Pools {
    pub(crate) fn open(&self, address: &ServerAddress) {
        let mut pools = self.lock();
        let count = pools.entry(address.clone()).or_default();
        *count = count.saturating_add(1);
    }

    pub(crate) fn close(&self, address: &ServerAddress) {
        let mut pools = self.lock();
        if let Some(count) = pools.get_mut(address) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                pools.remove(address);
            }
        }
    }

    /// Whether the number of a connection to there says which one it is.
    pub(crate) fn has_one(&self, address: &ServerAddress) -> bool {
        self.lock().get(address) == Some(&1)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ServerAddress, usize>> {
        self.by_address
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pools_are_counted_by_server() {
        let pools = Pools::default();
        let [one, other] = ["one", "other"].map(|host| host.parse::<ServerAddress>().unwrap());
        pools.close(&one);
        assert!(!pools.has_one(&one));
        pools.open(&one);
        assert!(pools.has_one(&one) && !pools.has_one(&other));
        pools.open(&one);
        assert!(!pools.has_one(&one));
        pools.close(&one);
        assert!(pools.has_one(&one));
    }
}
