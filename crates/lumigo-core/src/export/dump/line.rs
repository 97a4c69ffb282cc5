use opentelemetry::trace::{SpanId, SpanKind, Status};
use opentelemetry::{Array, KeyValue, Value};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SpanData;
use serde_json::{Map, Value as Json, json};
use std::time::SystemTime;

/// A span as one object.
pub(super) fn span_line(span: &SpanData, resource: &Json) -> Json {
    let parent = (span.parent_span_id != SpanId::INVALID).then(|| span_id(span.parent_span_id));
    let context = &span.span_context;
    json!({
        "name": span.name,
        "context": context_object(context),
        "kind": kind(&span.span_kind),
        "parent_id": parent,
        "start_time": time(span.start_time),
        "end_time": time(span.end_time),
        "status": status(&span.status),
        "attributes": attributes(&span.attributes),
        "events": span.events.iter().map(|event| json!({
            "name": event.name,
            "timestamp": time(event.timestamp),
            "attributes": attributes(&event.attributes),
        })).collect::<Vec<_>>(),
        "links": span.links.iter().map(|link| json!({
            "context": context_object(&link.span_context),
            "attributes": attributes(&link.attributes),
        })).collect::<Vec<_>>(),
        "resource": resource,
    })
}

pub(super) fn resource_object(resource: &Resource) -> Json {
    let attributes: Map<_, _> = resource
        .iter()
        .map(|(key, value)| (key.to_string(), any_value(value)))
        .collect();
    json!({ "attributes": attributes, "schema_url": resource.schema_url().unwrap_or_default() })
}

fn context_object(context: &opentelemetry::trace::SpanContext) -> Json {
    json!({
        "trace_id": format!("0x{:032x}", context.trace_id()),
        "span_id": span_id(context.span_id()),
        "trace_state": format!("[{}]", context.trace_state().header()),
    })
}

fn span_id(id: SpanId) -> String {
    format!("0x{id:016x}")
}

fn kind(kind: &SpanKind) -> &'static str {
    match kind {
        SpanKind::Client => "SpanKind.CLIENT",
        SpanKind::Server => "SpanKind.SERVER",
        SpanKind::Producer => "SpanKind.PRODUCER",
        SpanKind::Consumer => "SpanKind.CONSUMER",
        SpanKind::Internal => "SpanKind.INTERNAL",
    }
}

fn status(status: &Status) -> Json {
    match status {
        Status::Unset => json!({ "status_code": "UNSET" }),
        Status::Ok => json!({ "status_code": "OK" }),
        Status::Error { description } if description.is_empty() => {
            json!({ "status_code": "ERROR" })
        }
        Status::Error { description } => {
            json!({ "status_code": "ERROR", "description": description })
        }
    }
}

fn time(time: SystemTime) -> String {
    // The formatter panics before 1970 and after 9999.
    let seconds = time
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let printable = if seconds < 253_402_300_800 {
        time
    } else {
        SystemTime::UNIX_EPOCH
    };
    humantime::format_rfc3339_micros(printable.max(SystemTime::UNIX_EPOCH)).to_string()
}

fn attributes(attributes: &[KeyValue]) -> Map<String, Json> {
    let pairs = attributes
        .iter()
        .map(|one| (one.key.to_string(), any_value(&one.value)));
    pairs.collect()
}

/// The value as JSON; a number that JSON has not is null.
pub(crate) fn any_value(value: &Value) -> Json {
    match value {
        Value::Bool(value) => (*value).into(),
        Value::I64(value) => (*value).into(),
        Value::F64(value) => (*value).into(),
        Value::String(value) => value.as_str().into(),
        Value::Array(Array::Bool(values)) => values.clone().into(),
        Value::Array(Array::I64(values)) => values.clone().into(),
        Value::Array(Array::F64(values)) => values.clone().into(),
        Value::Array(Array::String(values)) => values
            .iter()
            .map(|value| Json::from(value.as_str()))
            .collect(),
        other => other.as_str().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, UNIX_EPOCH};

    #[test]
    fn times_have_microseconds_and_never_panic() {
        assert_eq!(
            time(UNIX_EPOCH + Duration::from_micros(1)),
            "1970-01-01T00:00:00.000001Z"
        );
        assert_eq!(
            time(UNIX_EPOCH - Duration::from_secs(9)),
            "1970-01-01T00:00:00.000000Z"
        );
        assert_eq!(
            time(UNIX_EPOCH + Duration::from_secs(1 << 40)),
            "1970-01-01T00:00:00.000000Z"
        );
    }

    #[test]
    fn numbers_that_json_has_not_are_null() {
        assert_eq!(any_value(&Value::F64(f64::NAN)), Json::Null);
    }
}
