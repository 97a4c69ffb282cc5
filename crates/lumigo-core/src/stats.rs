//! What became of what was recorded.

mod drop_reasons;

pub use drop_reasons::DropReasons;

use crate::export::Counts;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// What became of the spans so far; `recorded = sent + dropped + waiting` always holds. A span that goes to
/// several exporters counts once for each.
///
/// ```
/// # use lumigo_core::Lumigo;
/// let lumigo = Lumigo::builder().build();
/// let stats = lumigo.stats();
/// assert_eq!(stats.recorded, stats.sent + stats.dropped + stats.waiting);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Spans handed to the exporters: Lumigo, and those that `OTEL_TRACES_EXPORTER` names.
    pub recorded: u64,
    /// Spans that the endpoint filters left out.
    pub filtered: u64,
    /// Spans kept out of the export by the attribute `SKIP_EXPORT`, set to `true`.
    pub skipped: u64,
    /// Spans the backend has accepted.
    pub sent: u64,
    /// Spans in posts that were made again, because the one before had failed: once for each such post.
    pub retried: u64,
    /// Spans that were lost, for whatever reason.
    pub dropped: u64,
    /// Why they were lost.
    pub dropped_by: DropReasons,
    /// Spans that are still to be sent, or on their way.
    pub waiting: u64,
    /// How many bytes these take in the buffer: encoded, and compressed where they are.
    /// `LUMIGO_EXPORT_BUFFER_BYTES` bounds it.
    pub waiting_bytes: u64,
}

/// What became of the log records so far; `recorded = sent + dropped + waiting` always holds. A record that
/// goes to several exporters counts once for each.
#[cfg(feature = "logs")]
#[cfg_attr(docsrs, doc(cfg(feature = "logs")))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogStats {
    /// Log records handed to the export.
    pub recorded: u64,
    /// Log records the backend has accepted.
    pub sent: u64,
    /// Log records in posts that were made again: once for each such post.
    pub retried: u64,
    /// Log records that were lost, for whatever reason.
    pub dropped: u64,
    /// Why they were lost.
    pub dropped_by: DropReasons,
    /// Log records that are still to be sent, or on their way.
    pub waiting: u64,
    /// How many bytes these take in the buffer: encoded, and compressed where they are.
    /// `LUMIGO_EXPORT_BUFFER_BYTES` bounds it.
    pub waiting_bytes: u64,
}

#[cfg(feature = "logs")]
impl From<Counts> for LogStats {
    fn from(exported: Counts) -> Self {
        Self {
            recorded: exported.recorded,
            sent: exported.sent,
            retried: exported.retried,
            dropped: exported.dropped(),
            dropped_by: exported.dropped_by,
            waiting: exported.waiting(),
            waiting_bytes: exported.waiting_bytes,
        }
    }
}

/// Counts what never reaches the export.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    filtered: AtomicU64,
    skipped: AtomicU64,
}

impl Counters {
    pub(crate) fn filtered(&self) {
        self.filtered.fetch_add(1, Relaxed);
    }

    pub(crate) fn skipped(&self) {
        self.skipped.fetch_add(1, Relaxed);
    }

    /// Adds these counts to those of the export.
    pub(crate) fn complete(&self, exported: Counts) -> Stats {
        Stats {
            recorded: exported.recorded,
            filtered: self.filtered.load(Relaxed),
            skipped: self.skipped.load(Relaxed),
            sent: exported.sent,
            retried: exported.retried,
            dropped: exported.dropped(),
            dropped_by: exported.dropped_by,
            waiting: exported.waiting(),
            waiting_bytes: exported.waiting_bytes,
        }
    }
}
