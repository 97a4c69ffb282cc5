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
    // Most messages here are shorter than 128 bytes.
    sized_message::<1>(out, field, write);
}

/// The same where the length of most takes `N` bytes; of others the content is moved.
fn sized_message<const N: usize>(out: &mut Vec<u8>, field: u32, write: impl FnOnce(&mut Vec<u8>)) {
    varint(out, u64::from(field << 3 | 2));
    let start = out.len();
    out.extend_from_slice(&[0; N]);
    write(out);
    let content = start + N;
    let (prefix, length) = varint_bytes((out.len() - content) as u64);
    let place = out
        .get_mut(start..content)
        .and_then(|place| place.first_chunk_mut());
    match (place, prefix.first_chunk::<N>()) {
        (Some(place), Some(prefix)) if length == N => *place = *prefix,
        _ => {
            out.splice(start..content, prefix.into_iter().take(length));
        }
    }
}

fn attribute(out: &mut Vec<u8>, field: u8, key: &str, value: &Value) {
    let is_written = match value {
        Value::String(text) => {
            let text = text.as_str().as_bytes();
            short_attribute(out, field, key, [1 << 3 | 2, text.len() as u8], text)
                || long_attribute(out, field, key, text)
        }
        Value::I64(value) => {
            let (bytes, length) = varint_bytes(u64::from_ne_bytes(value.to_ne_bytes()));
            let bytes = bytes.get(..length).unwrap_or_default();
            short_attribute(out, field, key, [3 << 3], bytes)
        }
        _ => false,
    };
    if !is_written {
        message(out, field.into(), |out| {
            text(out, 1, key);
            message(out, 2, |out| any_value(out, value));
        });
    }
}

/// An attribute whose lengths all take one byte, as those of nearly all do: they are known before anything
/// is written. `false` for another, of which nothing is.
fn short_attribute<const N: usize>(
    out: &mut Vec<u8>,
    field: u8,
    key: &str,
    value: [u8; N],
    rest_of_value: &[u8],
) -> bool {
    let value_length = N + rest_of_value.len();
    let length = 2 + key.len() + 2 + value_length;
    if length >= 0x80 || key.is_empty() {
        return false;
    }
    let [length, key_length, value_length] =
        [length, key.len(), value_length].map(|length| length as u8);
    out.extend_from_slice(&[field << 3 | 2, length, 1 << 3 | 2, key_length]);
    out.extend_from_slice(key.as_bytes());
    out.extend_from_slice(&[2 << 3 | 2, value_length]);
    out.extend_from_slice(&value);
    out.extend_from_slice(rest_of_value);
    true
}

/// A text as an attribute, of any length: nothing has to be moved when its length is known at first.
fn long_attribute(out: &mut Vec<u8>, field: u8, key: &str, text: &[u8]) -> bool {
    if key.is_empty() {
        return false;
    }
    let value_length = field_length(text.len());
    let length = field_length(key.len()) + field_length(value_length);
    varint(out, u64::from(field << 3 | 2));
    varint(out, length as u64);
    bytes(out, 1, key.as_bytes());
    varint(out, 2 << 3 | 2);
    varint(out, value_length as u64);
    bytes(out, 1, text);
    true
}

/// Of a field of bytes, whose number takes one byte.
fn field_length(length: usize) -> usize {
    let bits = usize::BITS - (length | 1).leading_zeros();
    1 + bits.div_ceil(7) as usize + length
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
    out.extend_from_slice(&[2 << 3, u8::from(value)]);
}

fn i64_value(out: &mut Vec<u8>, value: i64) {
    out.push(3 << 3);
    varint(out, u64::from_ne_bytes(value.to_ne_bytes()));
}

/// In nanoseconds since 1970; nothing for a time before that.
fn timestamp(out: &mut Vec<u8>, field: u8, time: SystemTime) {
    let since_epoch = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = since_epoch.as_secs().saturating_mul(1_000_000_000);
    let nanoseconds = seconds.saturating_add(since_epoch.subsec_nanos().into());
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

fn fixed64(out: &mut Vec<u8>, field: u8, value: u64) {
    out.push(field << 3 | 1);
    out.extend_from_slice(&value.to_le_bytes());
}

/// The bytes of an id.
fn id<const N: usize>(out: &mut Vec<u8>, field: u8, id: [u8; N]) {
    out.extend_from_slice(&[field << 3 | 2, N as u8]);
    out.extend_from_slice(&id);
}

fn bytes(out: &mut Vec<u8>, field: u32, bytes: &[u8]) {
    varint(out, u64::from(field << 3 | 2));
    varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

fn varint(out: &mut Vec<u8>, value: u64) {
    if value < 0x80 {
        out.push(value as u8);
    } else if value < 0x4000 {
        out.extend_from_slice(&[value as u8 | 0x80, (value >> 7) as u8]);
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
