//! `logs.proto`'s `LogRecord`.

use super::{bool_value, bytes, fixed64, i64_value, message, number, text, timestamp, varint};
use opentelemetry::logs::AnyValue;
use opentelemetry::{Key, SpanId, TraceId};
use opentelemetry_sdk::logs::SdkLogRecord;

/// `ScopeLogs.log_records`.
pub(in crate::export) fn log_record(out: &mut Vec<u8>, record: &SdkLogRecord) {
    message(out, 2, |out| {
        if let Some(time) = record.timestamp() {
            timestamp(out, 1, time);
        }
        let severity = record.severity_number();
        number(out, 2, severity.map_or(0, |severity| severity as u64));
        text(out, 3, record.severity_text().unwrap_or_default());
        if let Some(body) = record.body() {
            message(out, 5, |out| any_value(out, body));
        }
        for (key, value) in record.attributes_iter() {
            message(out, 6, |out| key_value(out, key, value));
        }
        trace_context(out, record);
        if let Some(time) = record.observed_timestamp() {
            timestamp(out, 11, time);
        }
        text(out, 12, record.event_name().unwrap_or_default());
    });
}

/// Nothing outside of a span: ids of zeros are invalid.
fn trace_context(out: &mut Vec<u8>, record: &SdkLogRecord) {
    let context = record.trace_context();
    let Some(context) = context.filter(|context| context.trace_id != TraceId::INVALID) else {
        return;
    };
    let flags = context.trace_flags.unwrap_or_default().to_u8();
    if flags != 0 {
        varint(out, u64::from(8_u32 << 3 | 5));
        out.extend(u32::from(flags).to_le_bytes());
    }
    bytes(out, 9, &context.trace_id.to_bytes());
    if context.span_id != SpanId::INVALID {
        bytes(out, 10, &context.span_id.to_bytes());
    }
}

fn key_value(out: &mut Vec<u8>, key: &Key, value: &AnyValue) {
    text(out, 1, key.as_str());
    message(out, 2, |out| any_value(out, value));
}

/// An `AnyValue` is a `oneof`: its fields are written even when they are zero or empty.
fn any_value(out: &mut Vec<u8>, value: &AnyValue) {
    match value {
        AnyValue::String(value) => bytes(out, 1, value.as_str().as_bytes()),
        AnyValue::Boolean(value) => bool_value(out, *value),
        AnyValue::Int(value) => i64_value(out, *value),
        AnyValue::Double(value) => fixed64(out, 4, value.to_bits()),
        AnyValue::ListAny(values) => message(out, 5, |out| {
            for value in values.iter() {
                message(out, 1, |out| any_value(out, value));
            }
        }),
        AnyValue::Map(pairs) => message(out, 6, |out| {
            for (key, value) in pairs.iter() {
                message(out, 1, |out| key_value(out, key, value));
            }
        }),
        AnyValue::Bytes(value) => bytes(out, 7, value),
        // The enum may grow; an empty value is valid.
        _ => {}
    }
}

#[cfg(test)]
mod tests;
