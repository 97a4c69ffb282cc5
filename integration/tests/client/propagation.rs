//! What a request carries.

use crate::support::{Backend, client, sent};
use integration::spans::{PARENT, SAMPLED, in_span, traceparent};
use lumigo_opentelemetry::opentelemetry::baggage::BaggageExt;
use lumigo_opentelemetry::opentelemetry::trace::{
    FutureExt, SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState,
};
use lumigo_opentelemetry::opentelemetry::{Context, KeyValue};
use lumigo_testing::SpanRecorder;
use std::str::FromStr;

/// The context of a caller with a trace state, as a server instrumentation leaves it.
fn of_a_caller() -> Context {
    let caller = SpanContext::new(
        TraceId::from_hex(integration::spans::TRACE).unwrap(),
        SpanId::from_hex(PARENT).unwrap(),
        TraceFlags::SAMPLED,
        true,
        TraceState::from_str("a=1,b=2").unwrap(),
    );
    Context::new().with_remote_span_context(caller)
}

#[tokio::test]
async fn without_a_current_span_it_starts_a_trace() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = Backend::start().await;
    client(&lumigo).get(backend.url("/")).send().await.unwrap();
    let span = recorder.only_span();
    assert!(span.is_root());
    let headers = backend.only_headers();
    assert_eq!(sent(&headers, "traceparent"), Some(&*traceparent(&span)));
    assert_eq!(sent(&headers, "tracestate"), None);
    assert_eq!(sent(&headers, "baggage"), None);
}

#[tokio::test]
async fn it_is_a_child_of_the_current_span() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = Backend::start().await;
    let request = client(&lumigo).get(backend.url("/")).send();
    in_span(&lumigo, "work", request).await.unwrap();
    assert_eq!(recorder.tree(), "INTERNAL work\n  CLIENT GET");
    let span = recorder.span_named("GET");
    let headers = backend.only_headers();
    assert_eq!(sent(&headers, "traceparent"), Some(&*traceparent(&span)));
}

#[tokio::test]
async fn trace_state_and_baggage_are_sent_on() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = Backend::start().await;
    let context = of_a_caller().with_baggage([KeyValue::new("user", "ada l")]);
    let request = client(&lumigo).get(backend.url("/")).send();
    request.with_context(context).await.unwrap();
    let span = recorder.only_span();
    assert_eq!(span.parent_span_id.as_deref(), Some(PARENT));
    assert_eq!(span.trace_state, "a=1,b=2");
    let headers = backend.only_headers();
    assert_eq!(sent(&headers, "traceparent"), Some(&*traceparent(&span)));
    assert_eq!(sent(&headers, "tracestate"), Some("a=1,b=2"));
    assert_eq!(sent(&headers, "baggage"), Some("user=ada%20l"));
}

#[tokio::test]
async fn headers_that_the_host_has_copied_from_its_caller_are_replaced() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = Backend::start().await;
    let request = client(&lumigo)
        .get(backend.url("/"))
        .header("traceparent", SAMPLED)
        .header("traceparent", SAMPLED)
        .header("tracestate", "old=1")
        .header("tracestate", "old=2")
        .header("baggage", "user=bob");
    let context = of_a_caller().with_baggage([KeyValue::new("user", "ada")]);
    request.send().with_context(context).await.unwrap();
    let headers = backend.only_headers();
    let expected = traceparent(&recorder.only_span());
    assert_eq!(sent(&headers, "traceparent"), Some(&*expected));
    assert_eq!(sent(&headers, "tracestate"), Some("a=1,b=2"));
    assert_eq!(sent(&headers, "baggage"), Some("user=ada"));
}

#[tokio::test]
async fn a_trace_state_of_another_trace_is_not_sent_on() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = Backend::start().await;
    let request = client(&lumigo)
        .get(backend.url("/"))
        .header("traceparent", SAMPLED)
        .header("tracestate", "old=1")
        .header("baggage", "user=bob");
    request.send().await.unwrap();
    let headers = backend.only_headers();
    let expected = traceparent(&recorder.only_span());
    assert_eq!(sent(&headers, "traceparent"), Some(&*expected));
    assert_eq!(sent(&headers, "tracestate"), None);
    assert_eq!(sent(&headers, "baggage"), Some("user=bob"), "of no trace");
}

#[tokio::test]
async fn other_headers_and_the_body_stay_as_they_are() {
    let seen = axum::Router::new().fallback(|body: String| async { body });
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = Backend::with(seen).await;
    let http = client(&lumigo);
    let request = || {
        http.post(backend.url("/"))
            .header("x-a", "1")
            .header("x-a", "2")
    };
    let response = request().body("an order").send().await.unwrap();
    assert_eq!(response.text().await.unwrap(), "an order");
    let mut headers = backend.only_headers();
    headers.remove("traceparent").unwrap();
    let values: Vec<_> = headers.get_all("x-a").iter().collect();
    assert_eq!(values, ["1", "2"]);
    let plain = crate::support::plain().post(backend.url("/"));
    let plain = plain.header("x-a", "1").header("x-a", "2");
    plain.body("an order").send().await.unwrap();
    assert_eq!(headers, backend.headers()[1]);
}
