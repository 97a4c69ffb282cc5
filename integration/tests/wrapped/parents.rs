//! Where a span of a wrapped function stands in its trace.

use crate::support::Registered;
use integration::spans::{PARENT, TRACE, UNSAMPLED, current, in_span, traceparent, work};
use lumigo_opentelemetry::opentelemetry::Context;
use lumigo_opentelemetry::opentelemetry::trace::{
    FutureExt, SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState,
};
use lumigo_opentelemetry::{Lumigo, wrapped};
use serde::ser::{Serialize, Serializer};

/// Fails the test when it is serialized.
struct Untouchable;

impl Serialize for Untouchable {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        panic!("it was serialized")
    }
}

#[wrapped(name = "outer", skip_all)]
fn outer(lumigo: &Lumigo) -> String {
    work(lumigo, "before");
    let inside = inner(lumigo);
    work(lumigo, "after");
    inside
}

#[wrapped(name = "inner", skip(lumigo))]
fn inner(lumigo: &Lumigo) -> String {
    work(lumigo, "deepest");
    current()
}

#[wrapped]
async fn position(_untouchable: Option<Untouchable>) -> String {
    tokio::task::yield_now().await;
    current()
}

fn caller(flags: TraceFlags) -> Context {
    let trace = TraceId::from_hex(TRACE).unwrap();
    let span = SpanId::from_hex(PARENT).unwrap();
    let caller = SpanContext::new(trace, span, flags, true, TraceState::NONE);
    Context::new().with_remote_span_context(caller)
}

#[test]
fn spans_nest_as_calls_do() {
    let registered = Registered::new();
    let inside = outer(&registered.lumigo);
    let expected = "\
INTERNAL outer
  INTERNAL before
  INTERNAL inner
    INTERNAL deepest
  INTERNAL after";
    assert_eq!(registered.recorder().tree(), expected);
    assert_eq!(
        inside,
        traceparent(&registered.recorder().span_named("inner"))
    );
    assert_eq!(current(), "none");
}

#[tokio::test]
async fn the_current_span_is_the_parent() {
    let registered = Registered::new();
    let inside = in_span(&registered.lumigo, "work", position(None)).await;
    let span = registered.recorder().span_named("LumigoRoot");
    assert_eq!(inside, traceparent(&span));
    assert_eq!(
        registered.recorder().tree(),
        "INTERNAL work\n  INTERNAL LumigoRoot"
    );
}

#[tokio::test]
async fn a_remote_caller_is_the_parent() {
    let registered = Registered::new();
    position(None)
        .with_context(caller(TraceFlags::SAMPLED))
        .await;
    let span = registered.span();
    assert_eq!(
        (span.trace_id.as_str(), span.parent_span_id.as_deref()),
        (TRACE, Some(PARENT))
    );
}

#[tokio::test]
async fn under_a_caller_that_is_not_sampled_nothing_happens() {
    let registered = Registered::new();
    let call = position(Some(Untouchable));
    let inside = call.with_context(caller(TraceFlags::NOT_SAMPLED)).await;
    assert_eq!(inside, UNSAMPLED);
    assert!(registered.recorder().spans().is_empty());
}

#[tokio::test]
async fn where_telemetry_is_suppressed_nothing_happens() {
    let registered = Registered::new();
    let suppressed = Context::new().with_telemetry_suppressed();
    let inside = position(Some(Untouchable)).with_context(suppressed).await;
    assert_eq!(inside, "none");
    assert!(registered.recorder().spans().is_empty());
}
