use super::json::{span_id, time, trace_id};
use opentelemetry::logs::AnyValue;
use opentelemetry::{SpanId, TraceId};
use opentelemetry_sdk::logs::SdkLogRecord;
use serde_json::{Map, Value as Json, json};

/// A log record as one object.
pub(in crate::export) fn log_line(record: &SdkLogRecord, resource: &Json) -> Json {
    let context = record.trace_context();
    let attributes = record.attributes_iter();
    json!({
        "body": record.body().map(any_value),
        "severity_number": record.severity_number().map_or(0, |severity| severity as u8),
        "severity_text": record.severity_text(),
        "attributes": attributes
            .map(|(key, value)| (key.to_string(), any_value(value)))
            .collect::<Map<_, _>>(),
        "dropped_attributes": 0,
        "timestamp": record.timestamp().map(time),
        "observed_timestamp": record.observed_timestamp().map(time),
        "trace_id": trace_id(context.map_or(TraceId::INVALID, |context| context.trace_id)),
        "span_id": span_id(context.map_or(SpanId::INVALID, |context| context.span_id)),
        "trace_flags": context
            .and_then(|context| context.trace_flags)
            .unwrap_or_default()
            .to_u8(),
        "resource": resource,
        "event_name": record.event_name().unwrap_or_default(),
    })
}

fn any_value(value: &AnyValue) -> Json {
    match value {
        AnyValue::Boolean(value) => (*value).into(),
        AnyValue::Int(value) => (*value).into(),
        AnyValue::Double(value) => (*value).into(),
        AnyValue::String(value) => value.as_str().into(),
        AnyValue::Bytes(value) => String::from_utf8_lossy(value).into(),
        AnyValue::ListAny(values) => values.iter().map(any_value).collect(),
        AnyValue::Map(pairs) => {
            let pairs = pairs.iter();
            pairs
                .map(|(key, value)| (key.to_string(), any_value(value)))
                .collect()
        }
        // The enum may grow.
        _ => Json::Null,
    }
}
