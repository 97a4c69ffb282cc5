//! Requests, and what is around a span.

use axum::Router;
use http::{Request, Response};
use http_body::Body;
use hyper::body::Incoming;
use integration::wire::{TestServer, exchange, soon};
use lumigo_opentelemetry::Lumigo;
use lumigo_opentelemetry::opentelemetry::Context;
use lumigo_opentelemetry::opentelemetry::trace::{TraceContextExt, Tracer, TracerProvider};
use lumigo_testing::{SpanRecorder, TestSpan};
use serde_json::Value;
use std::error::Error;
use std::time::Duration;
use tower::Service;

pub(crate) const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
pub(crate) const PARENT: &str = "00f067aa0ba902b7";
pub(crate) const SAMPLED: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
pub(crate) const UNSAMPLED: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

/// A `GET` with these lines as its headers, after which the server closes the connection.
pub(crate) fn get(path: &str, headers: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n{headers}\r\n")
}

/// Serves one request, to its very end, and returns the answer.
pub(crate) async fn answer<S, B>(service: S, request: impl AsRef<[u8]>) -> String
where
    S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
    S::Future: Send + 'static,
    B: Body<Data: Send, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static,
{
    let server = TestServer::start(service).await;
    let answer = exchange(server.address(), request).await;
    server.stop().await;
    String::from_utf8_lossy(&answer).into_owned()
}

/// The body of an answer.
pub(crate) fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").unwrap().1
}

/// The status of an answer; 0 when there was none.
pub(crate) fn status(answer: &str) -> u16 {
    let status = answer.split(' ').nth(1);
    status.map_or(0, |status| status.parse().unwrap())
}

/// Waits for spans that end in a task of the server while that goes on.
pub(crate) async fn recorded(recorder: &SpanRecorder, count: usize) -> Vec<TestSpan> {
    // Nothing tells when a span has ended, so this looks again and again, but not forever.
    let enough = async {
        while recorder.spans().len() < count {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    soon(enough).await;
    recorder.spans()
}

/// A span of the host's own, made under what is current.
pub(crate) fn work(lumigo: &Lumigo, name: &'static str) {
    let tracer = lumigo.tracer_provider().tracer("host");
    tracer.in_span(name, |_| ());
}

/// The current trace and span as the `traceparent` of a child, `none` without one.
pub(crate) fn current() -> String {
    let context = Context::current();
    let span = context.span();
    let span = span.span_context();
    if !span.is_valid() {
        return "none".to_owned();
    }
    let (trace, id, flags) = (span.trace_id(), span.span_id(), span.trace_flags());
    format!("00-{trace:032x}-{id:016x}-{flags:02x}")
}

/// What [`current`] says under this span.
pub(crate) fn traceparent(span: &TestSpan) -> String {
    format!("00-{}-{}-01", span.trace_id, span.span_id)
}

/// All attributes, to be compared with `json!`.
#[track_caller]
pub(crate) fn attributes(span: &TestSpan) -> Value {
    assert_eq!(span.duplicate_keys, Vec::<String>::new());
    span.attributes.clone().into_iter().collect()
}

/// The `error.type`, if there is one. The status says the same.
#[track_caller]
pub(crate) fn error_type(span: &TestSpan) -> Option<&str> {
    use lumigo_opentelemetry::opentelemetry::trace::Status;

    let error = span.attribute("error.type").map(|kind| kind.as_str().unwrap());
    let status = error.map_or(Status::Unset, |_| Status::error(""));
    assert_eq!(span.status, status, "{span:?}");
    error
}

/// A router with one route that answers `order`.
pub(crate) fn orders() -> Router {
    Router::new().route("/orders/{id}", axum::routing::get(|| async { "order" }))
}
