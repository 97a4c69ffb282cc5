//! Whose trace a request belongs to.

use crate::support::{answer, body, get, orders};
use axum::Router;
use axum::routing::get as on_get;
use integration::spans::{PARENT, SAMPLED, TRACE, traceparent};
use lumigo_opentelemetry::LumigoLayer;
use lumigo_opentelemetry::opentelemetry::Context;
use lumigo_opentelemetry::opentelemetry::baggage::BaggageExt;
use lumigo_opentelemetry::opentelemetry::trace::TraceContextExt;
use lumigo_testing::SpanRecorder;

/// Says which trace, trace state and baggage are current.
async fn report() -> String {
    let context = Context::current();
    let state = context.span().span_context().trace_state().header();
    let mut baggage: Vec<_> = context
        .baggage()
        .iter()
        .map(|(key, (value, _))| format!("{key}={value}"))
        .collect();
    baggage.sort();
    format!(
        "{} {state} {}",
        integration::spans::current(),
        baggage.join(",")
    )
}

#[tokio::test]
async fn a_caller_s_trace_goes_on() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let app = orders().layer(LumigoLayer::bind(&lumigo));
    answer(
        app,
        get("/orders/7", &format!("TraceParent: {SAMPLED}\r\n")),
    )
    .await;
    let span = recorder.only_span();
    assert_eq!(span.trace_id, TRACE);
    assert_eq!(span.parent_span_id.as_deref(), Some(PARENT));
    assert_ne!(span.span_id, PARENT);
    // Bits 8 and 9: it is known whether the parent is remote, and it is.
    assert_eq!(span.flags, 0x301);
}

#[tokio::test]
async fn without_a_caller_each_request_is_a_trace_of_its_own() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    for _ in 0..2 {
        let app = orders().layer(LumigoLayer::bind(&lumigo));
        answer(app, get("/orders/7", "")).await;
    }
    let spans = recorder.spans();
    assert!(spans.iter().all(|span| span.is_root()));
    assert_ne!(spans[0].trace_id, spans[1].trace_id);
}

#[tokio::test]
async fn trace_state_and_baggage_of_the_caller_are_visible_in_the_handler() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let app = Router::new()
        .route("/", on_get(report))
        .layer(LumigoLayer::bind(&lumigo));
    let headers = format!(
        "traceparent: {SAMPLED}\r\ntracestate: a=1\r\ntracestate: b=2\r\n\
         baggage: user=ada%20l,plan=free;ttl=9\r\n"
    );
    let answer = answer(app, get("/", &headers)).await;
    let span = recorder.only_span();
    let expected = format!("{} a=1,b=2 plan=free,user=ada l", traceparent(&span));
    assert_eq!(body(&answer), expected);
    assert_eq!(span.trace_state, "a=1,b=2");
}

#[tokio::test]
async fn baggage_needs_no_trace() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let app = Router::new()
        .route("/", on_get(report))
        .layer(LumigoLayer::bind(&lumigo));
    let answer = answer(app, get("/", "baggage: user=ada\r\ntracestate: a=1\r\n")).await;
    let span = recorder.only_span();
    assert!(span.is_root());
    assert_eq!(body(&answer), format!("{}  user=ada", traceparent(&span)));
}
