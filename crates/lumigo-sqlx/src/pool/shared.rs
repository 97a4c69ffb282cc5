use super::counted::Counted;
use crate::call::QueryCall;
use crate::driver::Driver;
use crate::recorder::Recorder;
use crate::{LumigoConnection, LumigoPoolConnection};
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

    /// A connection of the pool, for its user.
    pub(super) fn watch(&self, connection: PoolConnection<DB>) -> LumigoPoolConnection<DB> {
        let recorder = Arc::clone(&self.recorder);
        LumigoPoolConnection::new(LumigoConnection::of_pool(connection, recorder))
    }

    /// Takes a connection, for a query if that is what has begun.
    pub(super) async fn acquire(
        &self,
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
    pub(super) fn wait(&self, call: &Option<QueryCall<DB>>) -> Option<Waiting<'_>> {
        let metrics = self.pool.metrics(&self.recorder);
        (call.is_some() || metrics.is_some()).then(|| Waiting::start(metrics))
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
