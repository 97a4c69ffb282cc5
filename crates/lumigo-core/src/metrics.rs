//! Metrics: the host's own instruments, on their way to the exporters that were named.

#[cfg(feature = "metrics")]
mod delivery;
#[cfg(feature = "metrics")]
mod exporter;
#[cfg(feature = "metrics")]
mod own;
#[cfg(feature = "metrics")]
mod pipeline;
#[cfg(feature = "metrics")]
mod reader;
#[cfg(feature = "metrics")]
mod schedule;

#[cfg(feature = "metrics")]
pub(crate) use pipeline::Metrics;

#[cfg(not(feature = "metrics"))]
mod absent;

#[cfg(not(feature = "metrics"))]
pub(crate) use absent::Metrics;
