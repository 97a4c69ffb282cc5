use crate::call::QueryCall;
use crate::driver::Driver;
use crate::recorder::Recorder;
use lumigo_core::{PoolMetrics, PoolState};
use sqlx_core::error::Error;
use sqlx_core::pool::{Pool, PoolConnection};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

/// What the copies of a pool share.
pub(super) struct Shared<DB: Driver> {
    pub(super) pool: Pool<DB>,
    pub(super) recorder: Arc<Recorder>,
    metrics: OnceLock<Option<PoolMetrics>>,
}

impl<DB: Driver> Shared<DB> {
    pub(super) fn new(pool: Pool<DB>, recorder: Recorder) -> Self {
        Self {
            pool,
            recorder: Arc::new(recorder),
            metrics: OnceLock::new(),
        }
    }

    /// Takes a connection, for a query if that is what has begun.
    pub(super) async fn acquire(
        self: &Arc<Self>,
        call: &mut Option<QueryCall<DB>>,
    ) -> Result<PoolConnection<DB>, Error> {
        let waiting = self.wait(call);
        let acquired = self.pool.acquire().await;
        if let Some(waiting) = waiting {
            waiting.end(&acquired, call);
        }
        acquired
    }

    /// Begins to wait for a connection; `None` when nobody wants to know.
    pub(super) fn wait(self: &Arc<Self>, call: &Option<QueryCall<DB>>) -> Option<Waiting<'_>> {
        let metrics = self.metrics();
        (call.is_some() || metrics.is_some()).then(|| Waiting::start(metrics))
    }

    fn metrics(self: &Arc<Self>) -> Option<&PoolMetrics> {
        if self.metrics.get().is_none() {
            let metrics = self.recorder.observe(Arc::downgrade(self))?;
            self.metrics.get_or_init(|| metrics);
        }
        self.metrics.get()?.as_ref()
    }
}

impl<DB: Driver> PoolState for Shared<DB> {
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

/// Somebody who waits for a connection, until it is dropped.
pub(super) struct Waiting<'a> {
    metrics: Option<&'a PoolMetrics>,
    start: Instant,
}

impl<'a> Waiting<'a> {
    fn start(metrics: Option<&'a PoolMetrics>) -> Self {
        if let Some(metrics) = metrics {
            metrics.wait();
        }
        Self {
            metrics,
            start: Instant::now(),
        }
    }

    /// Has a connection, or none.
    pub(super) fn end<DB: Driver>(
        self,
        acquired: &Result<PoolConnection<DB>, Error>,
        call: &mut Option<QueryCall<DB>>,
    ) {
        if let Some(call) = call {
            call.set_waited(self.start.elapsed());
            if let Err(error) = acquired {
                call.end::<()>(Err(error));
            }
        }
        if let (Some(metrics), Err(Error::PoolTimedOut)) = (self.metrics, acquired) {
            metrics.time_out();
        }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if let Some(metrics) = self.metrics {
            metrics.end_wait(self.start.elapsed());
        }
    }
}
