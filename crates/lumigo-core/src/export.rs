//! How records leave: written as OTLP bytes where they are made, posted by threads of ours for each way
//! out of each signal.

mod backoff;
mod batch;
mod console;
mod counts;
mod destination;
mod dump;
mod encode;
mod exports;
mod flush_error;
mod gzip;
#[cfg(any(feature = "http-json", feature = "metrics"))]
mod json;
mod outcomes;
mod parcel;
mod queue;
mod record;
mod reports;
mod route;
#[cfg(feature = "logs")]
mod scoped_log;
mod sender;
mod service;
mod signal;
mod transport;

pub use backoff::jitter;
pub use flush_error::FlushError;

pub(crate) use counts::Counts;
pub(crate) use destination::{APPENDED, AS_IT_IS, Destination, Pem, Protocol, Tls, address};
#[cfg(feature = "logs")]
pub(crate) use dump::LogDump;
pub(crate) use dump::{DumpTarget, SpanDump, any_value};
pub(crate) use exports::{Exports, Flushes};
pub(crate) use flush_error::FLUSH_TIMEOUT;
pub(crate) use outcomes::Outcomes;
#[cfg(feature = "metrics")]
pub(crate) use queue::RETRY_IN_FLUSH;
pub(crate) use queue::after;
pub(crate) use route::Route;
#[cfg(feature = "logs")]
pub(crate) use scoped_log::ScopedLog;
#[cfg(feature = "logs")]
pub(crate) use signal::LOGS;
pub(crate) use signal::SPANS;
pub(crate) use transport::{agent, cause};
#[cfg(feature = "metrics")]
pub(crate) use {
    backoff::backoff,
    json::metrics as metrics_json,
    reports::Reports,
    service::METRICS,
    transport::{Answer, Poster, print},
};
