//! What becomes of spans and log records, as metrics.

use crate::support::{PATIENCE, all_signals, exporters, host_metrics, with, work};
use lumigo_testing::{Answer, OtlpSink, TestMetric};
use opentelemetry::trace::{Tracer, TracerProvider};
use serde_json::{Value, json};

/// The last value of a metric that came, `None` when it never did.
fn last(sink: &OtlpSink, name: &str, attributes: &Value) -> Option<Value> {
    let metrics = sink.metrics();
    let mut points = metrics.iter().filter(|metric| metric.name == name);
    let metric = points.next_back()?;
    metric.point(attributes).map(|point| point.value.clone())
}

#[test]
fn what_was_recorded_sent_and_dropped_is_counted() {
    let (backend, sink) = (OtlpSink::start(), OtlpSink::start());
    let mut variables = all_signals(&backend.base_endpoint(), "http/protobuf");
    variables.push((
        "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
        sink.metrics_endpoint(),
    ));
    let lumigo = with(&variables).build();
    let tracer = lumigo.tracer_provider().tracer("host");
    (0..3).for_each(|_| tracer.in_span("work", |_| ()));
    lumigo.force_flush(PATIENCE).unwrap();
    backend.answer_with(Answer::Status(400));
    (0..2).for_each(|_| tracer.in_span("work", |_| ()));
    lumigo.force_flush(PATIENCE).unwrap_err();
    work(&lumigo);
    lumigo.meter_provider().force_flush().unwrap();
    let refused = json!({"error.type": "refused"});
    for (name, attributes, expected) in [
        ("otel.sdk.exporter.span.exported", json!({}), 3),
        ("otel.sdk.exporter.span.exported", refused, 2),
        ("otel.sdk.processor.span.queue.size", json!({}), 1),
        ("lumigo.spans.recorded", json!({}), 6),
        ("lumigo.spans.retried", json!({}), 0),
        ("lumigo.spans.filtered", json!({}), 0),
        ("lumigo.spans.skipped", json!({}), 0),
        ("otel.sdk.exporter.log.exported", json!({}), 0),
        ("otel.sdk.processor.log.queue.size", json!({}), 1),
        ("lumigo.logs.recorded", json!({}), 1),
    ] {
        let found = last(&sink, name, &attributes);
        assert_eq!(found, Some(json!(expected)), "{name} {attributes}");
    }
    let waiting = last(&sink, "lumigo.spans.queue.bytes", &json!({})).unwrap();
    assert_eq!(waiting, json!(lumigo.stats().waiting_bytes));
    let own: Vec<TestMetric> = sink.metrics();
    let own = own.iter().find(|metric| metric.name.starts_with("lumigo."));
    assert_eq!(own.unwrap().scope_name, "lumigo_opentelemetry");
}

#[test]
fn the_last_values_are_those_of_the_end() {
    for (answer, name, attributes) in [
        (None, "otel.sdk.exporter.span.exported", json!({})),
        (
            Some(Answer::Status(503)),
            "otel.sdk.exporter.span.exported",
            json!({"error.type": "abandoned"}),
        ),
    ] {
        let (backend, sink) = (OtlpSink::start(), OtlpSink::start());
        if let Some(answer) = answer {
            backend.answer_with(answer);
        }
        let mut variables = all_signals(&backend.base_endpoint(), "http/protobuf");
        let metrics = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";
        variables.push((metrics, sink.metrics_endpoint()));
        let lumigo = with(&variables).build();
        let tracer = lumigo.tracer_provider().tracer("host");
        (0..3).for_each(|_| tracer.in_span("work", |_| ()));
        let _ = lumigo.shutdown_with_timeout(std::time::Duration::from_secs(2));
        assert_eq!(last(&sink, name, &attributes), Some(json!(3)));
        let waiting = last(&sink, "otel.sdk.processor.span.queue.size", &json!({}));
        assert_eq!(waiting, Some(json!(0)));
    }
}

#[test]
fn who_exports_nothing_else_has_no_more_metrics() {
    let sink = OtlpSink::start();
    let mut variables = all_signals(&sink.base_endpoint(), "http/protobuf");
    variables.retain(|(name, _)| !name.ends_with("S_EXPORTER"));
    variables.extend(exporters("none"));
    variables.retain(|(name, _)| *name != "OTEL_METRICS_EXPORTER");
    variables.push(("OTEL_METRICS_EXPORTER", "otlp".to_owned()));
    let lumigo = with(&variables).build();
    work(&lumigo);
    lumigo.force_flush(PATIENCE).unwrap();
    assert_eq!((sink.metrics().len(), host_metrics(&sink).len()), (1, 1));
}
