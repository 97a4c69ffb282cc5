use crate::export::ScopedLog;
use crate::export::batch::Batch;
use crate::export::encode;
use crate::export::record::Record;
use opentelemetry::logs::{AnyValue, LogRecord, Logger, LoggerProvider, Severity};
use opentelemetry::{InstrumentationScope, Key, KeyValue, SpanId, TraceFlags, TraceId};
use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::common::v1::AnyValue as ProtoValue;
use opentelemetry_proto::tonic::common::v1::any_value::Value as Proto;
use opentelemetry_proto::tonic::logs::v1::{LogsData, ResourceLogs};
use opentelemetry_proto::transform::logs::tonic::group_logs_by_resource_and_scope;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::logs::{LogBatch, SdkLogRecord, SdkLoggerProvider};
use proptest::prelude::*;
use prost::Message;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What the backend reads must be what the official exporter would have told it.
fn assert_same_as_official(logs: &[(SdkLogRecord, InstrumentationScope)]) {
    let resource = Resource::builder_empty()
        .with_attributes([KeyValue::new("service.name", "shop")])
        .build();
    let mut encoded_resource = Vec::new();
    encode::resource(&mut encoded_resource, &resource);
    let mut batch = Batch::default();
    for (record, scope) in logs {
        let log = ScopedLog::new(record, scope);
        let mut encoded = Vec::new();
        log.encode(&mut encoded);
        batch.push(log.scope(), &encoded, 1);
    }
    let body = batch.request(&encoded_resource);
    let ours = ExportLogsServiceRequest::decode(&body[..]).unwrap();
    let pairs: Vec<_> = logs.iter().map(|(record, scope)| (record, scope)).collect();
    let theirs = group_logs_by_resource_and_scope(&LogBatch::new(&pairs), &(&resource).into());
    let resource_logs = theirs.clone();
    assert_eq!(
        body.len(),
        LogsData { resource_logs }.encoded_len(),
        "shortest form"
    );
    assert_eq!(sorted(ours.resource_logs), sorted(theirs));
}

/// The official grouping has no order, and maps have none.
fn sorted(mut groups: Vec<ResourceLogs>) -> Vec<ResourceLogs> {
    for group in &mut groups {
        for scope in &mut group.scope_logs {
            for record in &mut scope.log_records {
                record.body.iter_mut().for_each(sort);
                let attributes = record.attributes.iter_mut();
                attributes.flat_map(|pair| &mut pair.value).for_each(sort);
            }
        }
        group
            .scope_logs
            .sort_by_key(|scope| format!("{:?}{}", scope.scope, scope.schema_url));
    }
    groups
}

fn sort(value: &mut ProtoValue) {
    match &mut value.value {
        Some(Proto::ArrayValue(array)) => array.values.iter_mut().for_each(sort),
        Some(Proto::KvlistValue(list)) => {
            list.values
                .iter_mut()
                .flat_map(|pair| &mut pair.value)
                .for_each(sort);
            list.values.sort_by(|one, other| one.key.cmp(&other.key));
        }
        _ => {}
    }
}

fn value() -> impl Strategy<Value = AnyValue> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(AnyValue::Boolean),
        any::<i64>().prop_map(AnyValue::Int),
        (-1e300..1e300).prop_map(AnyValue::Double),
        "\\PC{0,12}|x{120,140}|\u{1f980}{60}".prop_map(|text| AnyValue::String(text.into())),
        prop::collection::vec(any::<u8>(), 0..9).prop_map(|bytes| AnyValue::Bytes(Box::new(bytes))),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let list = prop::collection::vec(inner.clone(), 0..4);
        let map = prop::collection::hash_map("[a-z]{0,3}".prop_map(Key::from), inner, 0..4);
        prop_oneof![
            list.prop_map(|values| AnyValue::ListAny(Box::new(values))),
            map.prop_map(|pairs| AnyValue::Map(Box::new(pairs))),
        ]
    })
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

fn time() -> impl Strategy<Value = SystemTime> {
    any::<u64>().prop_map(|nanoseconds| UNIX_EPOCH + Duration::from_nanos(nanoseconds / 4))
}

prop_compose! {
    fn record()(
        (timestamp, observed) in (prop::option::of(time()), time()),
        severity in prop::option::of(prop::sample::select(vec![
            (Severity::Trace, "TRACE"), (Severity::Info, ""), (Severity::Fatal4, "FATAL4"),
        ])),
        target in prop::option::of("[a-z:]{0,8}"),
        name in prop::option::of(prop::sample::select(vec!["", "order.taken"])),
        body in prop::option::of(value()),
        attributes in prop::collection::vec(("[a-z.]{0,8}", value()), 0..8),
        context in prop::option::of((1..u128::MAX, 1..u64::MAX, prop::option::of(any::<u8>()))),
    ) -> SdkLogRecord {
        let mut record = SdkLoggerProvider::builder().build().logger("test").create_log_record();
        timestamp.into_iter().for_each(|time| record.set_timestamp(time));
        record.set_observed_timestamp(observed);
        if let Some((number, text)) = severity {
            record.set_severity_number(number);
            record.set_severity_text(text);
        }
        target.into_iter().for_each(|target| record.set_target(target));
        name.into_iter().for_each(|name| record.set_event_name(name));
        body.into_iter().for_each(|body| record.set_body(body));
        record.add_attributes(attributes);
        if let Some((trace, span, flags)) = context {
            let flags = flags.map(TraceFlags::new);
            record.set_trace_context(TraceId::from(trace), SpanId::from(span), flags);
        }
        record
    }
}

proptest! {
    #[test]
    fn every_record_reads_as_the_official_exporter_wrote_it(
        logs in prop::collection::vec((record(), scope()), 0..6),
    ) {
        assert_same_as_official(&logs);
    }
}

#[test]
fn ids_of_zeros_are_none() {
    let logger = SdkLoggerProvider::builder().build().logger("test");
    let mut record = logger.create_log_record();
    record.set_trace_context(TraceId::INVALID, SpanId::INVALID, Some(TraceFlags::SAMPLED));
    let mut encoded = Vec::new();
    super::trace_context(&mut encoded, &record);
    assert!(encoded.is_empty(), "{encoded:?}");
}
