use crate::driver::Driver;
use crate::recorder::Recorder;
use lumigo_core::{PoolMetrics, PoolState};
use sqlx_core::pool::Pool;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// A pool, and what is counted of it.
pub(super) struct Counted<DB: Driver> {
    pool: Pool<DB>,
    metrics: OnceLock<Option<PoolMetrics>>,
}

impl<DB: Driver> Counted<DB> {
    pub(super) fn new(pool: Pool<DB>) -> Self {
        Self {
            pool,
            metrics: OnceLock::new(),
        }
    }

    /// `None` before the distribution is there, and when nobody reads metrics.
    pub(super) fn metrics(self: &Arc<Self>, recorder: &Recorder) -> Option<&PoolMetrics> {
        if self.metrics.get().is_none() {
            let core = recorder.core()?;
            let observe = || PoolMetrics::observe(&core, recorder.server(), Arc::downgrade(self));
            self.metrics.get_or_init(observe);
        }
        self.metrics.get()?.as_ref()
    }
}

impl<DB: Driver> Deref for Counted<DB> {
    type Target = Pool<DB>;

    fn deref(&self) -> &Pool<DB> {
        &self.pool
    }
}

impl<DB: Driver> PoolState for Counted<DB> {
    fn idle(&self) -> u64 {
        self.pool.num_idle() as u64
    }

    fn used(&self) -> u64 {
        u64::from(self.pool.size()).saturating_sub(self.idle())
    }

    fn max(&self) -> u64 {
        self.pool.options().get_max_connections().into()
    }

    fn min_idle(&self) -> u64 {
        self.pool.options().get_min_connections().into()
    }
}
