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
        let metrics = self.metrics();
        if call.is_none() && metrics.is_none() {
            return self.pool.acquire().await;
        }
        let waiting = Waiting::start(metrics);
        let acquired = self.pool.acquire().await;
        if let Some(call) = call {
            call.set_waited(waiting.start.elapsed());
            if let Err(error) = &acquired {
                call.end::<()>(Err(error));
            }
        }
        if let (Some(metrics), Err(Error::PoolTimedOut)) = (metrics, &acquired) {
            metrics.time_out();
        }
        acquired
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
struct Waiting<'a> {
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
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if let Some(metrics) = self.metrics {
            metrics.end_wait(self.start.elapsed());
        }
    }
}
