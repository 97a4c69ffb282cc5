//! What is counted of calls and pools, by the conventions for database metrics. Calls that are not sampled
//! count too.

#[cfg(feature = "metrics")]
mod instruments;
#[cfg(feature = "metrics")]
mod pool;
#[cfg(feature = "metrics")]
mod pools;

#[cfg(feature = "metrics")]
pub(crate) use instruments::DatabaseInstruments;
#[cfg(feature = "metrics")]
pub use pool::PoolMetrics;

#[cfg(not(feature = "metrics"))]
mod absent;

#[cfg(not(feature = "metrics"))]
pub(crate) use absent::DatabaseInstruments;
#[cfg(not(feature = "metrics"))]
pub use absent::PoolMetrics;

/// The connections of a pool, as they are when it is asked.
pub trait PoolState: Send + Sync + 'static {
    /// How many connections nobody uses.
    fn idle(&self) -> u64;

    /// How many connections somebody uses.
    fn used(&self) -> u64;

    /// How many there may be.
    fn max(&self) -> u64;

    /// How many are kept though nobody uses them.
    fn min_idle(&self) -> u64;
}
