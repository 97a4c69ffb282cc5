//! What the lines of spans and of log records have in common.

use opentelemetry::{Array, KeyValue, SpanId, TraceId, Value};
use opentelemetry_sdk::Resource;
use serde_json::{Map, Value as Json, json};
use std::time::SystemTime;

pub(in crate::export) fn resource_object(resource: &Resource) -> Json {
    let attributes: Map<_, _> = resource
        .iter()
        .map(|(key, value)| (key.to_string(), any_value(value)))
        .collect();
    json!({ "attributes": attributes, "schema_url": resource.schema_url().unwrap_or_default() })
}

pub(super) fn trace_id(id: TraceId) -> String {
    format!("0x{id:032x}")
}

pub(super) fn span_id(id: SpanId) -> String {
    format!("0x{id:016x}")
}

pub(super) fn time(time: SystemTime) -> String {
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

pub(super) fn attributes(attributes: &[KeyValue]) -> Map<String, Json> {
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
