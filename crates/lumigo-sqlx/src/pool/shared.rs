use super::counted::Counted;
use crate::call::QueryCall;
use crate::driver::Driver;
use crate::recorder::Recorder;
use lumigo_core::PoolMetrics;
use sqlx_core::error::Error;
use sqlx_core::pool::{Pool, PoolConnection};
use std::sync::Arc;
use std::time::Instant;

/// What the copies of a pool share.
pub(super) struct Shared<DB: Driver> {
    pub(super) pool: Arc<Counted<DB>>,
    pub(super) recorder: Arc<Recorder>,
}

impl<DB: Driver> Shared<DB> {
    pub(super) fn new(pool: Pool<DB>, recorder: Recorder) -> Self {
        Self {
            pool: Arc::new(Counted::new(pool)),
            recorder: Arc::new(recorder),
        }
    }

    /// The same pool with another recorder.
    pub(super) fn with_recorder(&self, recorder: Recorder) -> Self {
        Self {
            pool: Arc::clone(&self.pool),
            recorder: Arc::new(recorder),
        }
    }

    /// Takes a connection, for a query if that is what has begun.
    pub(super) async fn acquire(
        &self,
        call: &mut Option<QueryCall<DB>>,
    ) -> Result<PoolConnection<DB>, Error> {
        let metrics = self.pool.metrics(&self.recorder);
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
