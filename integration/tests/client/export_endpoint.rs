//! Requests to where spans go: telemetry about telemetry would never end.

use crate::support::{Backend, client, sent};
use integration::spans::in_span;
use lumigo_opentelemetry::Lumigo;
use lumigo_testing::{OtlpSink, SpanRecorder};

fn exporting_to(sink: &OtlpSink, recorder: &SpanRecorder) -> Lumigo {
    Lumigo::builder()
        .with_variables([("OTEL_BSP_SCHEDULE_DELAY", "3600000")])
        .with_token("t_0123456789")
        .with_endpoint(sink.endpoint())
        .with_span_processor(recorder.clone())
        .build()
}

#[tokio::test]
async fn they_are_not_traced_and_carry_no_trace() {
    let (sink, recorder) = (OtlpSink::start(), SpanRecorder::new());
    let lumigo = exporting_to(&sink, &recorder);
    let request = client(&lumigo).post(sink.endpoint()).body("not an export");
    let response = in_span(&lumigo, "work", request.send()).await.unwrap();
    assert_eq!(response.status(), 415, "it is answered all the same");
    assert_eq!(recorder.tree(), "INTERNAL work");
    let requests = sink.requests();
    assert_eq!(requests.len(), 1);
    for header in ["traceparent", "tracestate", "baggage"] {
        assert_eq!(requests[0].header(header), None, "{header}");
    }
}

#[tokio::test]
async fn other_requests_are_traced() {
    let (sink, recorder) = (OtlpSink::start(), SpanRecorder::new());
    let lumigo = exporting_to(&sink, &recorder);
    let backend = Backend::start().await;
    client(&lumigo).get(backend.url("/")).send().await.unwrap();
    assert_eq!(recorder.only_span().name, "GET");
    assert!(sent(&backend.only_headers(), "traceparent").is_some());
}

#[tokio::test]
async fn without_a_token_nothing_goes_there_and_they_are_traced() {
    let (sink, recorder) = (OtlpSink::start(), SpanRecorder::new());
    let lumigo = recorder.lumigo_with(&[("LUMIGO_ENDPOINT", &sink.endpoint())]);
    client(&lumigo).get(sink.endpoint()).send().await.unwrap();
    assert_eq!(recorder.only_span().name, "GET");
    assert!(sink.requests()[0].header("traceparent").is_some());
}
