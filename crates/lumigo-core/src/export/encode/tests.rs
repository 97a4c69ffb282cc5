use super::super::batch::Batch;
use super::super::record::Record;
use super::resource as encode_resource;
use opentelemetry::trace::{
    Event, Link, SpanContext, SpanId, SpanKind, Status, TraceFlags, TraceId, TraceState,
};
use opentelemetry::{Array, InstrumentationScope, KeyValue, StringValue, Value};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, TracesData};
use opentelemetry_proto::transform::trace::tonic::group_spans_by_resource_and_scope;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{SpanData, SpanEvents, SpanLinks};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use prost::Message;
use std::time::{Duration, UNIX_EPOCH};

/// What the backend reads must be what the official exporter would have told it.
fn assert_same_as_official(spans: Vec<SpanData>) {
    let resource = Resource::builder_empty()
        .with_attributes([
            KeyValue::new("service.name", "shop"),
            KeyValue::new("empty", ""),
        ])
        .build();
    let mut encoded_resource = Vec::new();
    encode_resource(&mut encoded_resource, &resource);
    let mut batch = Batch::default();
    for span in &spans {
        let mut encoded = Vec::new();
        span.encode(&mut encoded);
        batch.push(span.scope(), &encoded, 1);
    }
    let body = batch.request(&encoded_resource);
    let ours = ExportTraceServiceRequest::decode(&body[..]).unwrap();
    let theirs = group_spans_by_resource_and_scope(spans, &(&resource).into());
    assert_eq!(ours.resource_spans, theirs);
    assert_eq!(
        body.len(),
        TracesData {
            resource_spans: theirs
        }
        .encoded_len(),
        "shortest form"
    );
}

fn value() -> impl Strategy<Value = Value> {
    let text = || "\\PC{0,12}|x{120,140}|\u{1f980}{60}".prop_map(StringValue::from);
    prop_oneof![
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::I64),
        any::<f64>()
            .prop_filter("comparable", |f| !f.is_nan())
            .prop_map(Value::F64),
        text().prop_map(Value::String),
        prop::collection::vec(any::<bool>(), 0..4).prop_map(|v| Value::Array(Array::Bool(v))),
        prop::collection::vec(any::<i64>(), 0..4).prop_map(|v| Value::Array(Array::I64(v))),
        prop::collection::vec(-1e9..1e9, 0..4).prop_map(|v| Value::Array(Array::F64(v))),
        prop::collection::vec(text(), 0..4).prop_map(|v| Value::Array(Array::String(v))),
    ]
}

fn attributes() -> impl Strategy<Value = Vec<KeyValue>> {
    let pair = ("[a-z.]{0,8}", value()).prop_map(|(key, value)| KeyValue::new(key, value));
    prop::collection::vec(pair, 0..5)
}

fn context() -> impl Strategy<Value = SpanContext> {
    let state = prop_oneof![Just(""), Just("a=1"), Just("a=1,b=2")];
    (
        any::<u128>(),
        any::<u64>(),
        any::<u8>(),
        any::<bool>(),
        state,
    )
        .prop_map(|(trace, span, flags, remote, state)| {
            let state: TraceState = state.parse().unwrap();
            let flags = TraceFlags::new(flags);
            SpanContext::new(
                TraceId::from(trace),
                SpanId::from(span),
                flags,
                remote,
                state,
            )
        })
}

fn event() -> impl Strategy<Value = Event> {
    ("\\PC{0,8}", any::<u32>(), attributes(), any::<u32>()).prop_map(
        |(name, at, attributes, dropped)| {
            Event::new(
                name,
                UNIX_EPOCH + Duration::from_nanos(at.into()),
                attributes,
                dropped,
            )
        },
    )
}

fn link() -> impl Strategy<Value = Link> {
    (context(), attributes(), any::<u32>())
        .prop_map(|(context, attributes, dropped)| Link::new(context, attributes, dropped))
}

fn status() -> impl Strategy<Value = Status> {
    prop_oneof![
        Just(Status::Unset),
        Just(Status::Ok),
        "\\PC{0,8}".prop_map(Status::error)
    ]
}

fn kind() -> impl Strategy<Value = SpanKind> {
    prop::sample::select(vec![
        SpanKind::Internal,
        SpanKind::Server,
        SpanKind::Client,
        SpanKind::Producer,
        SpanKind::Consumer,
    ])
}

fn scope() -> impl Strategy<Value = InstrumentationScope> {
    let bare = || InstrumentationScope::builder("app");
    prop::sample::select(vec![
        bare().build(),
        bare().with_version("1.0").build(),
        bare()
            .with_schema_url("https://opentelemetry.io/schemas/1.30.0")
            .build(),
        bare().with_attributes([KeyValue::new("a", 1)]).build(),
        InstrumentationScope::builder("").build(),
    ])
}

prop_compose! {
    fn span()(
        span_context in context(),
        (parent, parent_span_is_remote) in (prop_oneof![Just(0), any::<u64>()], any::<bool>()),
        (span_kind, status, instrumentation_scope) in (kind(), status(), scope()),
        name in "\\PC{0,16}",
        (start, duration) in (any::<u64>().prop_map(|n| n / 4), any::<u32>()),
        (attributes, dropped_attributes_count) in (attributes(), any::<u32>()),
        (event_list, dropped_events) in (prop::collection::vec(event(), 0..3), any::<u32>()),
        (link_list, dropped_links) in (prop::collection::vec(link(), 0..3), any::<u32>()),
    ) -> SpanData {
        let start_time = UNIX_EPOCH + Duration::from_nanos(start);
        let (mut events, mut links) = (SpanEvents::default(), SpanLinks::default());
        (events.events, events.dropped_count) = (event_list, dropped_events);
        (links.links, links.dropped_count) = (link_list, dropped_links);
        SpanData {
            span_context,
            parent_span_id: SpanId::from(parent),
            parent_span_is_remote,
            span_kind,
            name: name.into(),
            start_time,
            end_time: start_time + Duration::from_nanos(duration.into()),
            attributes,
            dropped_attributes_count,
            events,
            links,
            status,
            instrumentation_scope,
        }
    }
}

proptest! {
    #[test]
    fn every_span_reads_as_the_official_exporter_wrote_it(spans in prop::collection::vec(span(), 0..6)) {
        assert_same_as_official(spans);
    }
}

#[test]
fn huge_values_and_times_before_the_epoch_fit() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut data = span().new_tree(&mut runner).unwrap().current();
    data.attributes = vec![KeyValue::new("huge", "x".repeat(3 << 20))];
    data.start_time = UNIX_EPOCH - Duration::from_secs(1);
    assert_same_as_official(vec![data]);
}

#[test]
fn lengths_and_numbers_that_take_one_byte_more_fit() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut data = span().new_tree(&mut runner).unwrap().current();
    let borders = [0..=2, 90..=130, 16_360..=16_390, 2_097_130..=2_097_156];
    for length in borders.into_iter().flatten() {
        data.attributes = vec![KeyValue::new("key", "x".repeat(length))];
        assert_same_as_official(vec![data.clone()]);
        // The length of the key counts too, and so does that of the span.
        data.attributes = vec![KeyValue::new("k".repeat(length), "x")];
        data.attributes.push(KeyValue::new("k".repeat(length), -1));
        assert_same_as_official(vec![data.clone()]);
    }
    let numbers = [0, -1, 127, 128, 16_383, 16_384, i64::MIN, i64::MAX];
    data.attributes = numbers.map(|number| KeyValue::new("number", number)).into();
    assert_same_as_official(vec![data]);
}

#[test]
fn an_empty_batch_is_a_resource_alone() {
    let request = ExportTraceServiceRequest::decode(&Batch::default().request(&[])[..]).unwrap();
    assert_eq!(request.resource_spans, [ResourceSpans::default()]);
}
