use super::FlushError;
use super::service::{self, Service};

/// A kind of records: how they are called, and how their losses are told.
pub(crate) struct Signal {
    pub(super) records: &'static str,
    pub(super) thread: &'static str,
    pub(super) timed_out: fn(u64) -> FlushError,
    pub(super) dropped: fn(u64) -> FlushError,
    pub(super) service: &'static Service,
}

pub(crate) static SPANS: Signal = Signal {
    records: "spans",
    thread: "lumigo-export",
    timed_out: |waiting| FlushError::TimedOut { waiting },
    dropped: |spans| FlushError::Dropped { spans },
    service: &service::TRACES,
};

#[cfg(feature = "logs")]
pub(crate) static LOGS: Signal = Signal {
    records: "log records",
    thread: "lumigo-logs",
    timed_out: |waiting| FlushError::LogsTimedOut { waiting },
    dropped: |records| FlushError::LogsDropped { records },
    service: &service::LOGS,
};
