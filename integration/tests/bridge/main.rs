//! Interplay with `tracing` and with other OpenTelemetry instrumentations.

mod global;
mod tracing_spans;
