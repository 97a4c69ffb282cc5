//! What is counted of requests, by the stable conventions for HTTP metrics. Requests that are not sampled
//! or are filtered count too.
//!
//! Only attributes that the conventions name for these metrics are taken, none of which a client can fill
//! with whatever it likes, if routes are patterns. What is left is bounded by the SDK: from the 2000th set of
//! attributes of an instrument on, the rest counts under `otel.metric.overflow`, as a whole.

#[cfg(feature = "metrics")]
mod instruments;
#[cfg(feature = "metrics")]
mod running;

#[cfg(feature = "metrics")]
pub(crate) use instruments::HttpInstruments;
#[cfg(feature = "metrics")]
pub(super) use running::Measurement;

#[cfg(not(feature = "metrics"))]
mod absent;

#[cfg(not(feature = "metrics"))]
pub(crate) use absent::HttpInstruments;
#[cfg(not(feature = "metrics"))]
pub(super) use absent::Measurement;

#[cfg(test)]
#[cfg(feature = "metrics")]
mod tests;
