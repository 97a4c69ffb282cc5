use opentelemetry_sdk::error::OTelSdkError;
use std::time::Duration;

/// What the SDK's own processors wait for in a flush that names no limit.
pub(crate) const FLUSH_TIMEOUT: Duration = Duration::from_secs(5);

/// Why not everything that was recorded before a flush or shutdown has arrived. What is wrong with
/// spans is told first.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FlushError {
    /// Time ran out.
    #[error("spans not accepted in time: {waiting}")]
    TimedOut {
        /// How many spans were not yet accepted.
        waiting: u64,
    },
    /// Spans were dropped while the flush waited; [`Stats::dropped_by`](crate::Stats::dropped_by) says why.
    #[error("spans dropped: {spans}")]
    Dropped {
        /// How many of the spans that the flush waited for were dropped.
        spans: u64,
    },
    /// A span processor or exporter that the host has added failed or did not answer in time.
    #[error("a span processor of the host did not flush")]
    Processor,
    /// Metrics were not exported, or not in time.
    #[error("metrics were not exported")]
    Metrics,
    /// Time ran out for log records.
    #[error("log records not accepted in time: {waiting}")]
    LogsTimedOut {
        /// How many log records were not yet accepted.
        waiting: u64,
    },
    /// Log records were dropped while the flush waited; `LogStats::dropped_by` says why.
    #[error("log records dropped: {records}")]
    LogsDropped {
        /// How many of the log records that the flush waited for were dropped.
        records: u64,
    },
}

impl From<FlushError> for OTelSdkError {
    fn from(error: FlushError) -> Self {
        Self::InternalFailure(error.to_string())
    }
}
