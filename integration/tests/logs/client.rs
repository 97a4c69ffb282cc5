//! Requests to where log records go: telemetry about telemetry would never end.

use crate::support::{logging_to, with};
use lumigo_opentelemetry::{Lumigo, LumigoMiddleware};
use lumigo_testing::{OtlpSink, SpanRecorder};
use reqwest_middleware::ClientBuilder;

async fn post(lumigo: &Lumigo, url: String) {
    let client = ClientBuilder::new(reqwest::Client::new());
    let client = client.with(LumigoMiddleware::bind(lumigo)).build();
    client.post(url).body("not an export").send().await.unwrap();
}

#[tokio::test]
async fn they_are_not_traced_and_carry_no_trace() {
    let (spans, logs) = (OtlpSink::start(), OtlpSink::start());
    let recorder = SpanRecorder::new();
    let lumigo = logging_to(&logs)
        .with_endpoint(spans.endpoint())
        .with_span_processor(recorder.clone())
        .build();
    post(&lumigo, logs.logs_endpoint()).await;
    post(&lumigo, spans.endpoint()).await;
    assert_eq!(recorder.tree(), "");
    assert_eq!(logs.requests()[0].header("traceparent"), None);
    let elsewhere = OtlpSink::start();
    post(&lumigo, elsewhere.logs_endpoint()).await;
    assert_eq!(recorder.tree(), "CLIENT POST");
}

#[tokio::test]
async fn without_logs_they_are() {
    let (sink, recorder) = (OtlpSink::start(), SpanRecorder::new());
    let lumigo = with(&[("LUMIGO_LOGS_ENDPOINT", &sink.logs_endpoint())])
        .with_token("t_test")
        .with_span_processor(recorder.clone())
        .build();
    post(&lumigo, sink.logs_endpoint()).await;
    assert_eq!(recorder.tree(), "CLIENT POST");
    let _ = lumigo.shutdown_with_timeout(std::time::Duration::ZERO);
}
