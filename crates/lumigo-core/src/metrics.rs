//! Metrics: the host's own instruments, on their way to the exporters that were named.

#[cfg(feature = "metrics")]
mod exporter;
#[cfg(feature = "metrics")]
mod pipeline;

#[cfg(feature = "metrics")]
pub(crate) use pipeline::{AddReader, Metrics};

#[cfg(not(feature = "metrics"))]
mod absent;

#[cfg(not(feature = "metrics"))]
pub(crate) use absent::Metrics;
