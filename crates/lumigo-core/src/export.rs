//! How records leave: written as OTLP bytes where they are made, posted by a thread of ours for each
//! signal.

mod batch;
mod counts;
mod dump;
mod encode;
mod flush_error;
mod queue;
mod record;
#[cfg(feature = "logs")]
mod scoped_log;
mod sender;
mod signal;
mod transport;

pub use flush_error::FlushError;

pub(crate) use flush_error::FLUSH_TIMEOUT;

pub(crate) use counts::Counts;
#[cfg(feature = "logs")]
pub(crate) use dump::LogDump;
pub(crate) use dump::{DumpTarget, SpanDump, any_value};
pub(crate) use queue::{Flush, Queue, after};
#[cfg(feature = "logs")]
pub(crate) use scoped_log::ScopedLog;
pub(crate) use sender::start_export;
#[cfg(feature = "logs")]
pub(crate) use signal::LOGS;
pub(crate) use signal::SPANS;
pub(crate) use transport::{agent, cause};
