//! Ids as formats other than W3C's write them.

use opentelemetry::trace::{SpanId, TraceId};
use std::ops::RangeInclusive;

/// Up to 32 hexadecimal digits, of which leading zeros may be missing.
pub(super) fn trace_id(digits: &str) -> Option<TraceId> {
    // The parser would take a sign.
    let is_short = is_hex(digits, 1..=32);
    let id = TraceId::from(is_short.then(|| u128::from_str_radix(digits, 16).ok())??);
    (id != TraceId::INVALID).then_some(id)
}

/// Up to 16 hexadecimal digits, of which leading zeros may be missing.
pub(super) fn span_id(digits: &str) -> Option<SpanId> {
    let is_short = is_hex(digits, 1..=16);
    let id = SpanId::from(is_short.then(|| u64::from_str_radix(digits, 16).ok())??);
    (id != SpanId::INVALID).then_some(id)
}

/// Whether these are so many hexadecimal digits, and nothing else.
pub(super) fn is_hex(text: &str, lengths: RangeInclusive<usize>) -> bool {
    lengths.contains(&text.len()) && text.bytes().all(|digit| digit.is_ascii_hexdigit())
}
