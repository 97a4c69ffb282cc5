use super::PoolState;
use super::instruments::DURATIONS;
use crate::{ActiveCore, DatabaseServer};
use opentelemetry::KeyValue;
use opentelemetry::metrics::{Counter, Histogram, Meter, UpDownCounter};
use opentelemetry_semantic_conventions::attribute::{
    DB_CLIENT_CONNECTION_POOL_NAME, DB_CLIENT_CONNECTION_STATE,
};
use opentelemetry_semantic_conventions::metric::{
    DB_CLIENT_CONNECTION_COUNT, DB_CLIENT_CONNECTION_IDLE_MIN, DB_CLIENT_CONNECTION_MAX,
    DB_CLIENT_CONNECTION_PENDING_REQUESTS, DB_CLIENT_CONNECTION_TIMEOUTS,
    DB_CLIENT_CONNECTION_WAIT_TIME,
};
use std::sync::Weak;
use std::time::Duration;

/// What is counted of a pool: `db.client.connection.count`, `.max`, `.idle.min`, `.pending_requests`,
/// `.timeouts` and `.wait_time`.
#[derive(Debug)]
pub struct PoolMetrics {
    pending: UpDownCounter<i64>,
    timeouts: Counter<u64>,
    wait_time: Histogram<f64>,
    name: [KeyValue; 1],
}

impl PoolMetrics {
    /// Observes the pool as long as it is there; `None` when nobody reads metrics.
    pub fn observe<P: PoolState>(
        core: &ActiveCore,
        server: &DatabaseServer,
        state: Weak<P>,
    ) -> Option<Self> {
        let meter = &core.database_instruments()?.meter;
        let name = KeyValue::new(DB_CLIENT_CONNECTION_POOL_NAME, server.pool_name());
        observe_connections(meter, &name, state.clone());
        let max = (DB_CLIENT_CONNECTION_MAX, "How many there may be.");
        observe_limit(meter, max, &name, state.clone(), PoolState::max);
        let min = (DB_CLIENT_CONNECTION_IDLE_MIN, "How many are kept.");
        observe_limit(meter, min, &name, state, PoolState::min_idle);
        let pending = meter.i64_up_down_counter(DB_CLIENT_CONNECTION_PENDING_REQUESTS);
        let timeouts = meter.u64_counter(DB_CLIENT_CONNECTION_TIMEOUTS);
        let wait_time = meter.f64_histogram(DB_CLIENT_CONNECTION_WAIT_TIME);
        Some(Self {
            pending: pending
                .with_unit("{request}")
                .with_description("How many wait for a connection.")
                .build(),
            timeouts: timeouts
                .with_unit("{timeout}")
                .with_description("How many have waited in vain.")
                .build(),
            wait_time: wait_time
                .with_unit("s")
                .with_boundaries(DURATIONS.to_vec())
                .with_description("How long it took to get a connection.")
                .build(),
            name: [name],
        })
    }

    /// Somebody begins to wait for a connection.
    pub fn wait(&self) {
        self.pending.add(1, &self.name);
    }

    /// Has waited that long, in vain or not.
    pub fn end_wait(&self, waited: Duration) {
        self.pending.add(-1, &self.name);
        self.wait_time.record(waited.as_secs_f64(), &self.name);
    }

    /// Has waited too long.
    pub fn time_out(&self) {
        self.timeouts.add(1, &self.name);
    }
}

fn observe_connections<P: PoolState>(meter: &Meter, name: &KeyValue, state: Weak<P>) {
    let state_of = |value| {
        [
            name.clone(),
            KeyValue::new(DB_CLIENT_CONNECTION_STATE, value),
        ]
    };
    let [idle, used] = ["idle", "used"].map(state_of);
    meter
        .i64_observable_up_down_counter(DB_CLIENT_CONNECTION_COUNT)
        .with_unit("{connection}")
        .with_description("How many connections there are.")
        .with_callback(move |observer| {
            if let Some(state) = state.upgrade() {
                observer.observe(signed(state.idle()), &idle);
                observer.observe(signed(state.used()), &used);
            }
        })
        .build();
}

fn observe_limit<P: PoolState>(
    meter: &Meter,
    (metric, description): (&'static str, &'static str),
    name: &KeyValue,
    state: Weak<P>,
    limit: fn(&P) -> u64,
) {
    let name = [name.clone()];
    meter
        .i64_observable_up_down_counter(metric)
        .with_unit("{connection}")
        .with_description(description)
        .with_callback(move |observer| {
            if let Some(state) = state.upgrade() {
                observer.observe(signed(limit(&state)), &name);
            }
        })
        .build();
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
