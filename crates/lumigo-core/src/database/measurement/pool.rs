use super::{DatabaseInstruments, PoolState};
use crate::{ActiveCore, DatabaseServer};
use opentelemetry::KeyValue;
use std::sync::{Arc, Weak};
use std::time::Duration;

/// What is counted of a pool: `db.client.connection.count`, `.max`, `.idle.min`, `.pending_requests`,
/// `.timeouts` and `.wait_time`.
#[derive(Debug)]
pub struct PoolMetrics {
    instruments: Arc<DatabaseInstruments>,
    name: [KeyValue; 1],
}

impl PoolMetrics {
    /// Observes the pool as long as it is there; `None` when nobody reads metrics.
    pub fn observe<P: PoolState>(
        core: &ActiveCore,
        server: &DatabaseServer,
        state: Weak<P>,
    ) -> Option<Self> {
        let instruments = Arc::clone(core.database_instruments()?);
        let name = instruments.pools.add(server.pool_name(), state);
        Some(Self {
            instruments,
            name: [name],
        })
    }

    /// Somebody begins to wait for a connection.
    pub fn wait(&self) {
        self.instruments.pending.add(1, &self.name);
    }

    /// Has waited that long, in vain or not.
    pub fn end_wait(&self, waited: Duration) {
        self.instruments.pending.add(-1, &self.name);
        let seconds = waited.as_secs_f64();
        self.instruments.wait_time.record(seconds, &self.name);
    }

    /// Has waited too long.
    pub fn time_out(&self) {
        self.instruments.timeouts.add(1, &self.name);
    }
}
