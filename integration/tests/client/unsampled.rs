//! A caller that is not sampled.

use crate::support::{Backend, client, sent};
use integration::spans::{PARENT, TRACE, UNSAMPLED};
use lumigo_opentelemetry::opentelemetry::Context;
use lumigo_opentelemetry::opentelemetry::baggage::BaggageExt;
use lumigo_opentelemetry::opentelemetry::trace::{
    FutureExt, SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState,
};
use lumigo_testing::SpanRecorder;

#[tokio::test]
async fn a_call_under_an_unsampled_span_has_none_and_says_so_downstream() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = Backend::start().await;
    let caller = SpanContext::new(
        TraceId::from_hex(TRACE).unwrap(),
        SpanId::from_hex(PARENT).unwrap(),
        TraceFlags::NOT_SAMPLED,
        true,
        TraceState::from_key_value([("a", "1")]).unwrap(),
    );
    let context = Context::new().with_remote_span_context(caller);
    let context = context.with_baggage([lumigo_opentelemetry::opentelemetry::KeyValue::new(
        "user", "ada",
    )]);
    let request = client(&lumigo).get(backend.url("/")).send();
    request.with_context(context).await.unwrap();
    assert!(recorder.spans().is_empty());
    let headers = backend.only_headers();
    assert_eq!(sent(&headers, "traceparent"), Some(UNSAMPLED));
    assert_eq!(sent(&headers, "tracestate"), Some("a=1"));
    assert_eq!(sent(&headers, "baggage"), Some("user=ada"));
}
