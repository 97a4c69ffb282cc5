use super::PoolState;
use opentelemetry::KeyValue;
use opentelemetry::metrics::Meter;
use opentelemetry_semantic_conventions::attribute::{
    DB_CLIENT_CONNECTION_POOL_NAME, DB_CLIENT_CONNECTION_STATE,
};
use opentelemetry_semantic_conventions::metric::{
    DB_CLIENT_CONNECTION_COUNT, DB_CLIENT_CONNECTION_IDLE_MIN, DB_CLIENT_CONNECTION_MAX,
};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// The pools that there are, by name. OpenTelemetry never takes a callback back, so there is one for all.
#[derive(Clone, Default)]
pub(super) struct Pools(Arc<Mutex<Vec<Pool>>>);

#[derive(Clone)]
struct Pool {
    name: KeyValue,
    state: Weak<dyn PoolState>,
}

impl Pools {
    /// None yet, but whatever comes is observed.
    pub(super) fn observed_by(meter: &Meter) -> Self {
        let pools = Self::default();
        pools.observe_connections(meter);
        let max = (DB_CLIENT_CONNECTION_MAX, "How many there may be.");
        pools.observe_limit(meter, max, |pool| pool.max());
        let min = (DB_CLIENT_CONNECTION_IDLE_MIN, "How many are kept.");
        pools.observe_limit(meter, min, |pool| pool.min_idle());
        pools
    }

    /// Adds one, and forgets those that are gone. Returns what it is called: a second one of a name has a
    /// number too.
    pub(super) fn add(&self, name: String, state: Weak<dyn PoolState>) -> KeyValue {
        let mut pools = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pools.retain(|pool| pool.state.strong_count() > 0);
        let is_taken = |name: &str| pools.iter().any(|pool| pool.name.value.as_str() == name);
        let numbered = (2..).map(|number| format!("{name}#{number}"));
        let name = [name.clone()].into_iter().chain(numbered);
        let name = name.into_iter().find(|name| !is_taken(name));
        let name = KeyValue::new(DB_CLIENT_CONNECTION_POOL_NAME, name.unwrap_or_default());
        pools.push(Pool {
            name: name.clone(),
            state,
        });
        name
    }

    /// Those that are there. They are asked without the lock.
    fn all(&self) -> Vec<(KeyValue, Arc<dyn PoolState>)> {
        let pools = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let there = |pool: &Pool| Some((pool.name.clone(), pool.state.upgrade()?));
        pools.iter().filter_map(there).collect()
    }

    fn observe_connections(&self, meter: &Meter) {
        let pools = self.clone();
        meter
            .i64_observable_up_down_counter(DB_CLIENT_CONNECTION_COUNT)
            .with_unit("{connection}")
            .with_description("How many connections there are.")
            .with_callback(move |observer| {
                for (name, pool) in pools.all() {
                    for (state, count) in [("idle", pool.idle()), ("used", pool.used())] {
                        let state = KeyValue::new(DB_CLIENT_CONNECTION_STATE, state);
                        observer.observe(signed(count), &[name.clone(), state]);
                    }
                }
            })
            .build();
    }

    fn observe_limit(
        &self,
        meter: &Meter,
        (metric, description): (&'static str, &'static str),
        limit: fn(&dyn PoolState) -> u64,
    ) {
        let pools = self.clone();
        meter
            .i64_observable_up_down_counter(metric)
            .with_unit("{connection}")
            .with_description(description)
            .with_callback(move |observer| {
                for (name, pool) in pools.all() {
                    observer.observe(signed(limit(&*pool)), &[name]);
                }
            })
            .build();
    }
}

impl fmt::Debug for Pools {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pools").finish_non_exhaustive()
    }
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
