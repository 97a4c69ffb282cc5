use std::time::{Duration, SystemTime, UNIX_EPOCH};

use opentelemetry::trace::{SpanKind, Status, TraceContextExt, Tracer, TracerProvider};
use opentelemetry::{Array, Context, InstrumentationScope, KeyValue, Value as OtelValue};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value as Any;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue as Pair, KeyValueList};
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use serde_json::{Value, json};

use crate::{SpanRecorder, TestSpan};

/// A CLIENT span that uses every field, under an INTERNAL one.
fn recorded() -> TestSpan {
    let recorder = SpanRecorder::new();
    let resource = Resource::builder_empty().with_service_name("shop").build();
    let provider = SdkTracerProvider::builder()
        .with_resource(resource)
        .with_span_processor(recorder.clone())
        .build();
    let scope = InstrumentationScope::builder("lib").with_version("1.2");
    let tracer = provider.tracer_with_scope(scope.build());
    let root = Context::new().with_span(tracer.start("root"));
    let words = Array::String(vec!["a".into(), "b".into()]);
    let start = UNIX_EPOCH + Duration::from_secs(5);
    let span = tracer
        .span_builder("GET")
        .with_kind(SpanKind::Client)
        .with_start_time(start)
        .with_attributes([
            KeyValue::new("count", 3),
            KeyValue::new("twice", 1),
            KeyValue::new("twice", 2),
            KeyValue::new("words", OtelValue::Array(words)),
        ])
        .start_with_context(&tracer, &root);
    let context = root.with_span(span);
    let span = context.span();
    let attempt = vec![KeyValue::new("attempt", 2)];
    span.add_event_with_timestamp("retried", start + Duration::from_millis(5), attempt);
    span.add_link(root.span().span_context().clone(), Vec::new());
    span.set_status(Status::error("timeout"));
    span.end_with_timestamp(start + Duration::from_millis(20));
    recorder.only_span()
}

#[test]
fn a_recorded_span_has_every_field() {
    let span = recorded();
    assert_eq!((&*span.name, &span.kind), ("GET", &SpanKind::Client));
    assert_eq!(span.trace_id.len(), 32);
    assert!(!span.is_root());
    assert_eq!(span.start_unix_nano, 5_000_000_000);
    assert_eq!(span.duration(), Duration::from_millis(20));
    assert_eq!(span.attribute("count"), Some(&json!(3)));
    assert_eq!(span.attribute("words"), Some(&json!(["a", "b"])));
    assert_eq!(span.attribute("absent"), None);
    assert_eq!(span.status, Status::error("timeout"));
    assert_eq!(span.events[0].name, "retried");
    assert_eq!(span.events[0].unix_nano, 5_005_000_000);
    assert_eq!(span.events[0].attributes["attempt"], json!(2));
    assert_eq!(Some(&span.links[0].span_id), span.parent_span_id.as_ref());
    assert_eq!(span.flags & 0x1, 1);
    assert_eq!((&*span.scope_name, &*span.scope_version), ("lib", "1.2"));
    assert_eq!(span.service_name(), Some("shop"));
}

#[test]
fn a_key_that_was_sent_twice_is_named_and_its_last_value_kept() {
    let span = recorded();
    assert_eq!(span.duplicate_keys, ["twice"]);
    assert_eq!(span.attribute("twice"), Some(&json!(2)));
}

#[test]
fn a_span_serializes_to_one_flat_object() {
    let object = serde_json::to_value(recorded()).unwrap();
    assert_eq!(object["kind"], json!("CLIENT"));
    assert_eq!(
        object["status"],
        json!({"code": "ERROR", "description": "timeout"})
    );
    assert_eq!(object["resource"], json!({"service.name": "shop"}));
    assert_eq!(object["events"][0]["name"], json!("retried"));
}

#[test]
fn every_kind_of_value_has_a_json_form() {
    let inner = Pair {
        key: "inner".to_owned(),
        value: any(Any::IntValue(1)),
        key_strindex: 0,
    };
    let list = KeyValueList {
        values: vec![inner],
    };
    for (value, expected) in [
        (any(Any::StringValue("text".to_owned())), json!("text")),
        (any(Any::BoolValue(true)), json!(true)),
        (any(Any::DoubleValue(0.5)), json!(0.5)),
        (any(Any::DoubleValue(f64::NAN)), json!("NaN")),
        (any(Any::KvlistValue(list)), json!({"inner": 1})),
        (any(Any::BytesValue(vec![0, 255])), json!("00ff")),
        (None, Value::Null),
    ] {
        assert_eq!(super::convert::json(value), expected);
    }
}

#[test]
fn a_message_with_nothing_in_it_is_an_empty_internal_root() {
    let scope_spans = ScopeSpans {
        spans: vec![Span::default()],
        ..ScopeSpans::default()
    };
    let spans = TestSpan::from_request(ExportTraceServiceRequest {
        resource_spans: vec![ResourceSpans {
            scope_spans: vec![scope_spans],
            ..ResourceSpans::default()
        }],
    });
    assert_eq!(spans, [TestSpan::new("")]);
}

#[test]
fn a_span_that_ends_before_it_starts_took_no_time() {
    let mut span = TestSpan::new("clock set back");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    span.start_unix_nano = u64::try_from(now.as_nanos()).unwrap();
    assert_eq!(span.duration(), Duration::ZERO);
}

fn any(value: Any) -> Option<AnyValue> {
    Some(AnyValue { value: Some(value) })
}
