use crate::export::Counts;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// What became of the spans so far; `recorded = sent + dropped + waiting` always holds. A span that goes to
/// several exporters counts once for each.
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
    /// Spans that were lost: refused by the backend, too old, or more than the buffer holds.
    pub dropped: u64,
    /// Spans that are still to be sent.
    pub waiting: u64,
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
    /// Log records that were lost: refused by the backend, too old, or more than the buffer holds.
    pub dropped: u64,
    /// Log records that are still to be sent.
    pub waiting: u64,
}

#[cfg(feature = "logs")]
impl From<Counts> for LogStats {
    fn from(exported: Counts) -> Self {
        Self {
            recorded: exported.recorded,
            sent: exported.sent,
            dropped: exported.dropped,
            waiting: exported.waiting(),
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
            dropped: exported.dropped,
            waiting: exported.waiting(),
        }
    }
}
