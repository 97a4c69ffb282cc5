//! What OTLP's JSON form has of its own.

use crate::measurements;
use crate::support::{PATIENCE, all_signals, host_metrics, wait_for_host_metrics, with};
use integration::collector::Collector;
use lumigo_testing::OtlpSink;
use opentelemetry::KeyValue;
use opentelemetry::trace::{TraceContextExt, Tracer, TracerProvider};

const PROTOCOL: &str = "http/json";

#[test]
fn metrics_with_doubles_alone_arrive() {
    let collector = Collector::start();
    let lumigo = with(&all_signals(&collector.endpoint(PROTOCOL), PROTOCOL)).build();
    let expected = measurements::make_all(&lumigo);
    lumigo.force_flush(PATIENCE).unwrap();
    let sink = collector.forwarded();
    let mut arrived = wait_for_host_metrics(sink, expected.len());
    // OTLP wants integers of 64 bits to be text; of metrics, the collector takes numbers alone, and
    // loses the points with others.
    let expected = measurements::with_doubles_alone(expected);
    arrived.retain(|metric| expected.iter().any(|one| one.name == metric.name));
    measurements::assert_same(&arrived, &expected);
}

#[test]
fn metrics_with_integers_are_as_otlp_wants_them() {
    let sink = OtlpSink::start();
    let lumigo = with(&all_signals(&sink.base_endpoint(), PROTOCOL)).build();
    let expected = measurements::make_all(&lumigo);
    lumigo.force_flush(PATIENCE).unwrap();
    measurements::assert_same(&host_metrics(&sink), &expected);
    let body = sink.requests().remove(0).body;
    let body = String::from_utf8(body.to_vec()).unwrap();
    for part in [
        r#""asInt":"-9223372036854775808""#,
        r#""bucketCounts":["2","1","1","1"]"#,
        r#""count":"5""#,
        r#""aggregationTemporality":2"#,
    ] {
        assert!(body.contains(part), "{part} is not in {body}");
    }
}

#[test]
fn numbers_that_json_does_not_have_cost_no_other_span() {
    let collector = Collector::start();
    let lumigo = with(&all_signals(&collector.endpoint(PROTOCOL), PROTOCOL)).build();
    let tracer = lumigo.tracer_provider().tracer("host");
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.5] {
        tracer.in_span("work", |context| {
            context
                .span()
                .set_attribute(KeyValue::new("number", number));
        });
    }
    lumigo.force_flush(PATIENCE).unwrap();
    let spans = collector.forwarded().wait_for_spans(4, PATIENCE);
    assert_eq!(spans[3].attribute("number"), Some(&0.5.into()));
}
