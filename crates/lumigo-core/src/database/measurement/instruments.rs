use super::pools::Pools;
use crate::core::Core;
use opentelemetry::metrics::{Counter, Histogram, MeterProvider, UpDownCounter};
use opentelemetry::{InstrumentationScope, KeyValue};
use opentelemetry_semantic_conventions::attribute::{
    DB_COLLECTION_NAME, DB_NAMESPACE, DB_OPERATION_NAME, DB_QUERY_SUMMARY, DB_RESPONSE_STATUS_CODE,
    DB_SYSTEM_NAME, ERROR_TYPE, SERVER_ADDRESS, SERVER_PORT,
};
use opentelemetry_semantic_conventions::metric::{
    DB_CLIENT_CONNECTION_PENDING_REQUESTS, DB_CLIENT_CONNECTION_TIMEOUTS,
    DB_CLIENT_CONNECTION_WAIT_TIME, DB_CLIENT_OPERATION_DURATION,
};
use std::sync::Arc;
use std::time::Duration;

/// The boundaries that the conventions advise for durations, in seconds.
const DURATIONS: [f64; 9] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0];

/// What the conventions name for the metric. None of it is anybody's to fill with whatever they like.
const KEYS: [&str; 9] = [
    DB_SYSTEM_NAME,
    DB_NAMESPACE,
    DB_COLLECTION_NAME,
    DB_OPERATION_NAME,
    DB_QUERY_SUMMARY,
    DB_RESPONSE_STATUS_CODE,
    ERROR_TYPE,
    SERVER_ADDRESS,
    SERVER_PORT,
];

/// The instruments of one adapter.
#[derive(Debug)]
pub(crate) struct DatabaseInstruments {
    duration: Histogram<f64>,
    pub(super) pools: Pools,
    pub(super) pending: UpDownCounter<i64>,
    pub(super) timeouts: Counter<u64>,
    pub(super) wait_time: Histogram<f64>,
}

impl DatabaseInstruments {
    /// Those of the adapter with this scope; `None` when nobody reads what they count.
    pub(crate) fn of(core: &Core, scope: InstrumentationScope) -> Option<Arc<Self>> {
        if !core.metrics.are_read() {
            return None;
        }
        let meter = core.metrics.provider.meter_with_scope(scope);
        let pending = meter.i64_up_down_counter(DB_CLIENT_CONNECTION_PENDING_REQUESTS);
        let timeouts = meter.u64_counter(DB_CLIENT_CONNECTION_TIMEOUTS);
        let duration = |name, description| {
            let builder = meter.f64_histogram(name).with_unit("s");
            let builder = builder.with_boundaries(DURATIONS.to_vec());
            builder.with_description(description).build()
        };
        Some(Arc::new(Self {
            duration: duration(
                DB_CLIENT_OPERATION_DURATION,
                "How long calls of databases took.",
            ),
            pools: Pools::observed_by(&meter),
            pending: pending
                .with_unit("{request}")
                .with_description("How many wait for a connection.")
                .build(),
            timeouts: timeouts
                .with_unit("{timeout}")
                .with_description("How many have waited in vain.")
                .build(),
            wait_time: duration(
                DB_CLIENT_CONNECTION_WAIT_TIME,
                "How long it took to get a connection.",
            ),
        }))
    }

    /// Counts a call that has ended, by the attributes of its span.
    pub(crate) fn record(&self, took: Duration, attributes: &[KeyValue]) {
        let is_counted = |one: &&KeyValue| KEYS.contains(&one.key.as_str());
        let attributes: Vec<_> = attributes.iter().filter(is_counted).cloned().collect();
        self.duration.record(took.as_secs_f64(), &attributes);
    }
}
