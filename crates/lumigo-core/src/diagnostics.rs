//! What the distribution has to say about itself: to `tracing` when a subscriber wants to hear it, else
//! to standard error. Nobody is told a setting's value.

mod site;
mod summary;
#[cfg(not(all(feature = "logs", feature = "metrics")))]
#[cfg(test)]
mod tests;

pub use summary::Diagnostics;

pub(crate) use summary::Started;
#[cfg(not(all(feature = "logs", feature = "metrics")))]
#[cfg(test)]
pub(crate) use tests::reported;

use std::fmt::Display;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tracing::Dispatch;

/// Reports something the user should mend.
pub(crate) fn warn(message: impl Display) {
    if !contained(|| site::warn(&message)) {
        to_stderr("WARNING", &message);
    }
}

/// Reports a step of ours. Said only with `LUMIGO_DEBUG=true`.
pub(crate) fn debug(enabled: bool, message: impl Display) {
    if enabled && !contained(|| site::debug(&message)) {
        to_stderr("DEBUG", &message);
    }
}

/// Does a part of the work with nobody listening on this thread. The HTTP client logs every byte it
/// sends at level TRACE, the token included.
pub(crate) fn silenced<T>(work: impl FnOnce() -> T) -> T {
    tracing::dispatcher::with_default(&Dispatch::none(), work)
}

/// A subscriber of the host's that panics must not end a thread of ours, and has heard nothing.
fn contained(report: impl FnOnce() -> bool) -> bool {
    catch_unwind(AssertUnwindSafe(report)).unwrap_or(false)
}

fn to_stderr(level: &str, message: &dyn Display) {
    // `eprintln!` panics when standard error is closed.
    let _ = writeln!(std::io::stderr(), "#LUMIGO# {level} {message}");
}
