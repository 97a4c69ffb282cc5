//! What leaves by a way of the host's own has been masked, tagged and limited like what goes to Lumigo.

use crate::support::{PATIENCE, exporting_to, make_spans, with};
use axum::Router;
use axum::body::Body;
use axum::routing::get;
use http::Request;
use lumigo_opentelemetry::{Lumigo, LumigoLayer, with_execution_tags};
use lumigo_testing::{OtlpSink, SpanRecorder, TestSpan};
use opentelemetry::trace::{SpanId, Status, TraceContextExt, TraceId};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::trace::{
    IdGenerator, InMemorySpanExporter, RandomIdGenerator, Sampler, SdkTracerProvider,
};
use tower::ServiceExt;

/// Serves a request with a secret, a tag, an attribute that is too long and one that is set twice; and one
/// that is not to be exported.
async fn serve(lumigo: &Lumigo) {
    let handler = || async {
        let context = Context::current();
        let span = context.span();
        span.set_attribute(KeyValue::new("long", "x".repeat(5000)));
        span.set_attribute(KeyValue::new("twice", 1));
        span.set_attribute(KeyValue::new("twice", 2));
        span.set_status(Status::Ok);
        "one order"
    };
    let skipped = || async {
        let context = Context::current();
        context
            .span()
            .set_attribute(KeyValue::new("SKIP_EXPORT", true));
    };
    let app: Router = Router::new()
        .route("/orders", get(handler))
        .route("/skipped", get(skipped))
        .layer(LumigoLayer::bind(lumigo));
    for path in ["/orders?password=sesame", "/skipped"] {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = app.clone().oneshot(request);
        let response = with_execution_tags([("user", "ada")], response).await;
        axum::body::to_bytes(response.unwrap().into_body(), 100)
            .await
            .unwrap();
    }
}

/// The only span that has arrived.
fn only(sink: &OtlpSink) -> TestSpan {
    let mut spans = sink.spans();
    assert_eq!(spans.len(), 1, "{spans:?}");
    spans.remove(0)
}

/// The attributes of a span that the tests look at, as text.
fn attributes<'a>(all: impl Iterator<Item = (&'a str, String)>) -> Vec<String> {
    let known = ["url.query", "lumigo.execution_tags.user", "long", "twice"];
    let mut found: Vec<_> = all
        .filter(|(key, _)| known.contains(key))
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    found.sort_unstable();
    found
}

fn safe_attributes() -> Vec<String> {
    vec![
        format!("long={}", "x".repeat(2048)),
        "lumigo.execution_tags.user=ada".to_owned(),
        "twice=2".to_owned(),
        "url.query=password=****".to_owned(),
    ]
}

fn assert_is_safe(span: &TestSpan) {
    assert_eq!(span.name, "GET /orders");
    let pairs = span.attributes.iter();
    let pairs = pairs.map(|(key, value)| {
        let text = value.as_str().map(str::to_owned);
        (key.as_str(), text.unwrap_or_else(|| value.to_string()))
    });
    assert_eq!(attributes(pairs), safe_attributes());
    assert!(span.duplicate_keys.is_empty());
}

/// The only span that an exporter was given is safe.
fn assert_was_given_safe(exporter: &InMemorySpanExporter) {
    let spans = exporter.get_finished_spans().unwrap();
    let [span] = &*spans else {
        panic!("one span was expected: {spans:?}");
    };
    let pairs = span.attributes.iter();
    let pairs = pairs.map(|pair| (pair.key.as_str(), pair.value.to_string()));
    assert_eq!(attributes(pairs), safe_attributes());
}

#[tokio::test]
async fn an_exporter_and_a_processor_are_given_what_lumigo_is_given() {
    let sink = OtlpSink::start();
    let (exporter, recorder) = (InMemorySpanExporter::default(), SpanRecorder::new());
    let lumigo = exporting_to(&sink)
        .with_span_exporter(exporter.clone())
        .with_span_processor(recorder.clone())
        .build();
    serve(&lumigo).await;
    lumigo.force_flush(PATIENCE).unwrap();
    assert_is_safe(&only(&sink));
    assert_is_safe(&recorder.only_span());
    assert_was_given_safe(&exporter);
}

#[tokio::test]
async fn an_otlp_endpoint_is_given_what_lumigo_is_given() {
    let (lumigos, other) = (OtlpSink::start(), OtlpSink::start());
    let endpoint = other.endpoint();
    let lumigo = with(&[
        ("OTEL_TRACES_EXPORTER", "otlp"),
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", &endpoint),
    ])
    .with_token("t_test")
    .with_endpoint(lumigos.endpoint())
    .build();
    serve(&lumigo).await;
    lumigo.force_flush(PATIENCE).unwrap();
    assert_is_safe(&only(&lumigos));
    assert_is_safe(&only(&other));
    let stats = lumigo.stats();
    assert_eq!((stats.recorded, stats.sent, stats.skipped), (2, 2, 1));
}

#[tokio::test]
async fn a_provider_of_the_hosts_own_exports_the_same() {
    let sink = OtlpSink::start();
    let (exporter, recorder) = (InMemorySpanExporter::default(), SpanRecorder::new());
    let lumigo = exporting_to(&sink)
        .with_span_exporter(exporter.clone())
        .with_span_processor(recorder.clone())
        .with_tracer_provider(|provider| provider.with_id_generator(Ids).build())
        .build();
    serve(&lumigo).await;
    lumigo.force_flush(PATIENCE).unwrap();
    let span = only(&sink);
    assert_eq!(span.trace_id, format!("{:032x}", 42));
    assert_eq!(span.service_name(), recorder.only_span().service_name());
    assert_is_safe(&span);
    assert_is_safe(&recorder.only_span());
    assert_was_given_safe(&exporter);
}

#[tokio::test]
async fn a_sampler_of_the_hosts_own_decides() {
    let sink = OtlpSink::start();
    let lumigo = exporting_to(&sink)
        .with_tracer_provider(|provider| provider.with_sampler(Sampler::AlwaysOff).build())
        .build();
    serve(&lumigo).await;
    make_spans(&lumigo, "work", 1);
    lumigo.force_flush(PATIENCE).unwrap();
    assert!(sink.requests().is_empty());
    assert_eq!(lumigo.stats().recorded, 0);
}

#[test]
fn a_provider_of_the_hosts_own_ends_with_the_distribution() {
    let sink = OtlpSink::start();
    let lumigo = exporting_to(&sink)
        .with_tracer_provider(|provider| provider.with_id_generator(Ids).build())
        .build();
    make_spans(&lumigo, "before", 1);
    for _ in 0..2 {
        lumigo.shutdown_with_timeout(PATIENCE).unwrap();
    }
    make_spans(&lumigo, "after", 1);
    assert_eq!(only(&sink).name, "before");
}

#[test]
fn a_provider_that_was_built_from_nothing_still_makes_spans() {
    let sink = OtlpSink::start();
    let exporter = InMemorySpanExporter::default();
    let own = exporter.clone();
    let lumigo = exporting_to(&sink)
        .with_tracer_provider(|_| {
            let provider = SdkTracerProvider::builder();
            provider.with_simple_exporter(own).build()
        })
        .build();
    make_spans(&lumigo, "work", 1);
    lumigo.force_flush(PATIENCE).unwrap();
    assert_eq!(exporter.get_finished_spans().unwrap().len(), 1);
    assert!(sink.requests().is_empty());
}

#[derive(Clone, Debug)]
struct Ids;

impl IdGenerator for Ids {
    fn new_trace_id(&self) -> TraceId {
        TraceId::from(42_u128)
    }

    fn new_span_id(&self) -> SpanId {
        RandomIdGenerator::default().new_span_id()
    }
}
