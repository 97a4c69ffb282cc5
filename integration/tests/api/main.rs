//! What a host calls itself: execution tags and programmatic errors.

mod execution_tags;
mod in_requests;
mod in_tracing_spans;
