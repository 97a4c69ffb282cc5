//! OTLP protobuf, written field by field. The numbers are those of the [definitions]; requests for
//! spans and for log records differ in the records alone.
//!
//! [definitions]: https://github.com/open-telemetry/opentelemetry-proto/tree/main/opentelemetry/proto

#[cfg(feature = "logs")]
mod log_record;
mod span;

#[cfg(feature = "logs")]
pub(super) use log_record::log_record;
pub(super) use span::span;

use opentelemetry::{Array, InstrumentationScope, KeyValue, Value};
use opentelemetry_sdk::Resource;
use std::time::{SystemTime, UNIX_EPOCH};

/// `ResourceSpans.resource` and `ResourceLogs.resource`.
pub(super) fn resource(out: &mut Vec<u8>, resource: &Resource) {
    message(out, 1, |out| {
        for (key, value) in resource.iter() {
            attribute(out, 1, key.as_str(), value);
        }
    });
}

/// `ScopeSpans.scope` and `ScopeLogs.scope`.
pub(super) fn scope(out: &mut Vec<u8>, scope: &InstrumentationScope) {
    message(out, 1, |out| {
        text(out, 1, scope.name());
        text(out, 2, scope.version().unwrap_or_default());
        for KeyValue { key, value, .. } in scope.attributes() {
            attribute(out, 3, key.as_str(), value);
        }
    });
}

/// `ScopeSpans.schema_url` and `ScopeLogs.schema_url`.
pub(super) fn schema_url(out: &mut Vec<u8>, scope: &InstrumentationScope) {
    text(out, 3, scope.schema_url().unwrap_or_default());
}

/// A field that holds a message, or any bytes whose length is known when they are written.
pub(super) fn message(out: &mut Vec<u8>, field: u32, write: impl FnOnce(&mut Vec<u8>)) {
    varint(out, u64::from(field << 3 | 2));
    let start = out.len();
    // Most messages here are shorter than 128 bytes; for others the content is moved.
    out.push(0);
    write(out);
    let length = (out.len() - start - 1) as u64;
    match out.get_mut(start) {
        Some(prefix) if length < 0x80 => *prefix = length as u8,
        _ => {
            let (prefix, prefix_length) = varint_bytes(length);
            out.splice(start..=start, prefix.into_iter().take(prefix_length));
        }
    }
}

fn attribute(out: &mut Vec<u8>, field: u32, key: &str, value: &Value) {
    message(out, field, |out| {
        text(out, 1, key);
        message(out, 2, |out| any_value(out, value));
    });
}

/// An `AnyValue` is a `oneof`: its fields are written even when they are zero or empty.
fn any_value(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::String(value) => bytes(out, 1, value.as_str().as_bytes()),
        Value::Bool(value) => bool_value(out, *value),
        Value::I64(value) => i64_value(out, *value),
        Value::F64(value) => fixed64(out, 4, value.to_bits()),
        Value::Array(array) => message(out, 5, |out| array_value(out, array)),
        // The enum may grow; its text is always there.
        other => bytes(out, 1, other.as_str().as_bytes()),
    }
}

fn array_value(out: &mut Vec<u8>, array: &Array) {
    match array {
        Array::Bool(values) => items(out, values, |out, value| bool_value(out, *value)),
        Array::I64(values) => items(out, values, |out, value| i64_value(out, *value)),
        Array::F64(values) => items(out, values, |out, value| fixed64(out, 4, value.to_bits())),
        Array::String(values) => {
            items(out, values, |out, value| {
                bytes(out, 1, value.as_str().as_bytes())
            });
        }
        _ => {}
    }
}

fn items<T>(out: &mut Vec<u8>, values: &[T], write: impl Fn(&mut Vec<u8>, &T)) {
    for value in values {
        message(out, 1, |out| write(out, value));
    }
}

fn bool_value(out: &mut Vec<u8>, value: bool) {
    out.extend([2 << 3, u8::from(value)]);
}

fn i64_value(out: &mut Vec<u8>, value: i64) {
    out.push(3 << 3);
    varint(out, u64::from_ne_bytes(value.to_ne_bytes()));
}

/// In nanoseconds since 1970; nothing for a time before that.
fn timestamp(out: &mut Vec<u8>, field: u32, time: SystemTime) {
    let since_epoch = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let nanoseconds = since_epoch.as_nanos().try_into().unwrap_or(u64::MAX);
    if nanoseconds != 0 {
        fixed64(out, field, nanoseconds);
    }
}

fn text(out: &mut Vec<u8>, field: u32, text: &str) {
    if !text.is_empty() {
        bytes(out, field, text.as_bytes());
    }
}

fn number(out: &mut Vec<u8>, field: u32, value: u64) {
    if value != 0 {
        varint(out, u64::from(field << 3));
        varint(out, value);
    }
}

fn fixed64(out: &mut Vec<u8>, field: u32, value: u64) {
    varint(out, u64::from(field << 3 | 1));
    out.extend(value.to_le_bytes());
}

fn bytes(out: &mut Vec<u8>, field: u32, bytes: &[u8]) {
    varint(out, u64::from(field << 3 | 2));
    varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

fn varint(out: &mut Vec<u8>, value: u64) {
    if value < 0x80 {
        out.push(value as u8);
    } else {
        let (bytes, length) = varint_bytes(value);
        out.extend(bytes.into_iter().take(length));
    }
}

/// Seven bits a byte, the lowest first; and how many bytes count.
fn varint_bytes(mut value: u64) -> ([u8; 10], usize) {
    let mut bytes = [0; 10];
    let mut length = 0;
    for byte in &mut bytes {
        length += 1;
        *byte = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            break;
        }
        *byte |= 0x80;
    }
    (bytes, length)
}

#[cfg(test)]
mod tests;
