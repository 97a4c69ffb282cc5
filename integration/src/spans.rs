//! What tests ask of spans.

use lumigo_opentelemetry::Lumigo;
use lumigo_opentelemetry::opentelemetry::Context;
use lumigo_opentelemetry::opentelemetry::trace::{
    FutureExt, Status, TraceContextExt, Tracer, TracerProvider,
};
use lumigo_testing::TestSpan;
use serde_json::Value;
use std::future::Future;

/// A caller's trace.
pub const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
/// The span of the caller.
pub const PARENT: &str = "00f067aa0ba902b7";
/// The `traceparent` of a caller that is sampled.
pub const SAMPLED: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
/// The `traceparent` of a caller that is not.
pub const UNSAMPLED: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

/// A span of the host's own, made under what is current.
pub fn work(lumigo: &Lumigo, name: &'static str) {
    let tracer = lumigo.tracer_provider().tracer("host");
    tracer.in_span(name, |_| ());
}

/// Does this in a span of the host's own.
pub async fn in_span<F: Future>(lumigo: &Lumigo, name: &'static str, work: F) -> F::Output {
    let tracer = lumigo.tracer_provider().tracer("host");
    let context = Context::current_with_span(tracer.start(name));
    work.with_context(context).await
}

/// The `traceparent` of a child of what is current; `none` without a trace.
#[must_use]
pub fn current() -> String {
    let context = Context::current();
    let span = context.span();
    let span = span.span_context();
    if !span.is_valid() {
        return "none".to_owned();
    }
    let (trace, id, flags) = (span.trace_id(), span.span_id(), span.trace_flags());
    format!("00-{trace:032x}-{id:016x}-{flags:02x}")
}

/// The `traceparent` of a child of this span.
#[must_use]
pub fn traceparent(span: &TestSpan) -> String {
    format!("00-{}-{}-01", span.trace_id, span.span_id)
}

/// All attributes, to be compared with `json!`.
///
/// # Panics
///
/// When a key was sent twice.
#[must_use]
#[track_caller]
pub fn attributes(span: &TestSpan) -> Value {
    assert_eq!(span.duplicate_keys, Vec::<String>::new());
    span.attributes.clone().into_iter().collect()
}

/// An attribute that is text, if it is there.
///
/// # Panics
///
/// When it is no text.
#[must_use]
#[track_caller]
pub fn text<'a>(span: &'a TestSpan, key: &str) -> Option<&'a str> {
    let value = span.attribute(key)?;
    Some(value.as_str().expect("an attribute that is text"))
}

/// Whether this text is anywhere in a span but in the bodies, which are the host's own words.
#[must_use]
pub fn mentions(span: &TestSpan, text: &str) -> bool {
    let mut span = span.clone();
    for key in ["http.request.body", "http.response.body"] {
        span.attributes.remove(key);
    }
    format!("{span:?}").contains(text)
}

/// The `error.type`, if there is one.
///
/// # Panics
///
/// When the status says something else.
#[must_use]
#[track_caller]
pub fn error_type(span: &TestSpan) -> Option<&str> {
    let error = text(span, "error.type");
    let status = error.map_or(Status::Unset, |_| Status::error(""));
    assert_eq!(span.status, status, "{span:?}");
    error
}
