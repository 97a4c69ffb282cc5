//! What the distribution has to say about itself: to `tracing` when a subscriber is installed, else
//! to standard error. Nobody is told a setting's value.

use std::fmt::Display;
use std::io::Write;

/// Reports something the user should mend.
pub(crate) fn warn(message: impl Display) {
    if tracing::dispatcher::has_been_set() {
        tracing::warn!(target: "lumigo_opentelemetry", "{message}");
    } else {
        to_stderr("WARNING", &message);
    }
}

/// Reports a step of ours. Said only with `LUMIGO_DEBUG=true`.
pub(crate) fn debug(enabled: bool, message: impl Display) {
    if !enabled {
        return;
    }
    if tracing::dispatcher::has_been_set() {
        tracing::debug!(target: "lumigo_opentelemetry", "{message}");
    } else {
        to_stderr("DEBUG", &message);
    }
}

fn to_stderr(level: &str, message: &dyn Display) {
    // `eprintln!` panics when standard error is closed.
    let _ = writeln!(std::io::stderr(), "#LUMIGO# {level} {message}");
}
