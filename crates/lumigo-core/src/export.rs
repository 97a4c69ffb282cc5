//! How spans leave: written as OTLP bytes where they end, posted by a thread of ours.

mod batch;
mod dump;
mod encode;
mod flush_error;
mod queue;
mod sender;
mod transport;

pub use flush_error::FlushError;

pub(crate) use dump::{DumpTarget, SpanDump, any_value};
pub(crate) use queue::{SpanQueue, after};
pub(crate) use sender::start_sender;
pub(crate) use transport::{Transport, agent, cause};
