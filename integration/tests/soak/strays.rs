use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Counts how often a span was current where it should not be, or another than should be.
#[derive(Clone, Debug, Default)]
pub(crate) struct Strays(Arc<AtomicU64>);

impl Strays {
    pub(crate) fn add_unless(&self, is_right: bool) {
        self.0.fetch_add(u64::from(!is_right), Relaxed);
    }

    pub(crate) fn count(&self) -> u64 {
        self.0.load(Relaxed)
    }
}
