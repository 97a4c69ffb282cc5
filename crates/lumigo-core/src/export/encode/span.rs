//! `trace.proto`'s `Span`.

use super::{attribute, id, message, number, sized_message, text, timestamp, varint};
use opentelemetry::KeyValue;
use opentelemetry::trace::{Event, Link, SpanId, SpanKind, Status};
use opentelemetry_sdk::trace::SpanData;

/// `SpanFlags`: bit 8 says that bit 9, the parent's remoteness, is known.
const HAS_IS_REMOTE: u32 = 0x100;
const IS_REMOTE: u32 = 0x200;

/// `ScopeSpans.spans`.
pub(in crate::export) fn span(out: &mut Vec<u8>, span: &SpanData) {
    let context = &span.span_context;
    sized_message::<2>(out, 2, |out| {
        id(out, 1, context.trace_id().to_bytes());
        id(out, 2, context.span_id().to_bytes());
        text(out, 3, &context.trace_state().header());
        if span.parent_span_id != SpanId::INVALID {
            id(out, 4, span.parent_span_id.to_bytes());
        }
        text(out, 5, &span.name);
        number(out, 6, kind(&span.span_kind));
        timestamp(out, 7, span.start_time);
        timestamp(out, 8, span.end_time);
        attributes(out, 9, &span.attributes);
        number(out, 10, span.dropped_attributes_count.into());
        span.events.iter().for_each(|one| event(out, one));
        number(out, 12, span.events.dropped_count.into());
        span.links.iter().for_each(|one| link(out, one));
        number(out, 14, span.links.dropped_count.into());
        status(out, &span.status);
        flags(
            out,
            16,
            context.trace_flags().to_u8(),
            span.parent_span_is_remote,
        );
    });
}

fn event(out: &mut Vec<u8>, event: &Event) {
    message(out, 11, |out| {
        timestamp(out, 1, event.timestamp);
        text(out, 2, &event.name);
        attributes(out, 3, &event.attributes);
        number(out, 4, event.dropped_attributes_count.into());
    });
}

fn link(out: &mut Vec<u8>, link: &Link) {
    let context = &link.span_context;
    message(out, 13, |out| {
        id(out, 1, context.trace_id().to_bytes());
        id(out, 2, context.span_id().to_bytes());
        text(out, 3, &context.trace_state().header());
        attributes(out, 4, &link.attributes);
        number(out, 5, link.dropped_attributes_count.into());
        flags(out, 6, context.trace_flags().to_u8(), context.is_remote());
    });
}

fn status(out: &mut Vec<u8>, status: &Status) {
    message(out, 15, |out| match status {
        Status::Unset => {}
        Status::Ok => number(out, 3, 1),
        Status::Error { description } => {
            text(out, 2, description);
            number(out, 3, 2);
        }
    });
}

fn attributes(out: &mut Vec<u8>, field: u8, attributes: &[KeyValue]) {
    for KeyValue { key, value, .. } in attributes {
        attribute(out, field, key.as_str(), value);
    }
}

fn flags(out: &mut Vec<u8>, field: u32, trace_flags: u8, is_remote: bool) {
    let remote = if is_remote { IS_REMOTE } else { 0 };
    varint(out, u64::from(field << 3 | 5));
    let flags = u32::from(trace_flags) | HAS_IS_REMOTE | remote;
    out.extend_from_slice(&flags.to_le_bytes());
}

fn kind(kind: &SpanKind) -> u64 {
    match kind {
        SpanKind::Internal => 1,
        SpanKind::Server => 2,
        SpanKind::Client => 3,
        SpanKind::Producer => 4,
        SpanKind::Consumer => 5,
    }
}
