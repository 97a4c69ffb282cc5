use opentelemetry::Context;
use opentelemetry::propagation::text_map_propagator::FieldIter;
use opentelemetry::propagation::{Extractor, Injector, TextMapPropagator};
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState};
use std::str::FromStr;

const TRACEPARENT: &str = "traceparent";
pub(super) const TRACESTATE: &str = "tracestate";
/// `00-` and a trace id of 32 digits, a span id of 16, flags of 2.
const TRACEPARENT_LENGTH: usize = 55;
/// Longer lists may be dropped: <https://www.w3.org/TR/trace-context/#tracestate-limits>.
const TRACESTATE_LIMIT: usize = 8 * 1024;

/// [W3C trace context], to the letter where the SDK's propagator is lax: several `traceparent`
/// headers and fields of another length are refused, several `tracestate` headers are one list, and
/// an empty `tracestate` is not sent.
///
/// [W3C trace context]: https://www.w3.org/TR/trace-context/
#[derive(Debug)]
pub(super) struct TraceContextPropagator {
    fields: [String; 2],
}

impl Default for TraceContextPropagator {
    fn default() -> Self {
        Self {
            fields: [TRACEPARENT.to_owned(), TRACESTATE.to_owned()],
        }
    }
}

impl TextMapPropagator for TraceContextPropagator {
    fn inject_context(&self, cx: &Context, injector: &mut dyn Injector) {
        let span = cx.span();
        let context = span.span_context();
        if !context.is_valid() {
            return;
        }
        injector.set(TRACEPARENT, traceparent(context));
        let state = context.trace_state().header();
        if !state.is_empty() {
            injector.set(TRACESTATE, state);
        }
    }

    fn extract_with_context(&self, cx: &Context, extractor: &dyn Extractor) -> Context {
        match remote_parent(extractor) {
            Some(parent) => cx.with_remote_span_context(parent),
            None => cx.clone(),
        }
    }

    fn fields(&self) -> FieldIter<'_> {
        FieldIter::new(&self.fields)
    }
}

fn remote_parent(extractor: &dyn Extractor) -> Option<SpanContext> {
    let [traceparent] = extractor.get_all(TRACEPARENT)?[..] else {
        return None;
    };
    let (trace, span, flags) = parse_traceparent(traceparent.trim_matches([' ', '\t']).as_bytes())?;
    let state = trace_state(extractor);
    Some(SpanContext::new(trace, span, flags, true, state))
}

/// A future version may append fields: <https://www.w3.org/TR/trace-context/#versioning-of-traceparent>.
fn parse_traceparent(header: &[u8]) -> Option<(TraceId, SpanId, TraceFlags)> {
    let (known, rest) = header.split_at_checked(TRACEPARENT_LENGTH)?;
    let mut fields = known.split(|byte| *byte == b'-');
    let version = hex::<1>(fields.next()?)?;
    let trace = TraceId::from_bytes(hex(fields.next()?)?);
    let span = SpanId::from_bytes(hex(fields.next()?)?);
    let [flags] = hex(fields.next()?)?;
    let extended = match version {
        [0xff] => return None,
        [0] => !rest.is_empty(),
        _ => !rest.is_empty() && !rest.starts_with(b"-"),
    };
    let valid = !extended && trace != TraceId::INVALID && span != SpanId::INVALID;
    valid.then(|| (trace, span, TraceFlags::new(flags) & TraceFlags::SAMPLED))
}

fn trace_state(extractor: &dyn Extractor) -> TraceState {
    let Some(lists) = extractor.get_all(TRACESTATE) else {
        return TraceState::NONE;
    };
    let length: usize = lists.iter().map(|list| list.len() + 1).sum();
    if length > TRACESTATE_LIMIT {
        return TraceState::NONE;
    }
    let state = TraceState::from_str(&lists.join(",")).ok();
    // A key has at least one character; the SDK takes it without.
    let state = state.filter(|state| state.get("").is_none());
    state.unwrap_or(TraceState::NONE)
}

/// The header of a version 00 context; `format!` would cost four times as much.
fn traceparent(context: &SpanContext) -> String {
    let mut header = String::with_capacity(TRACEPARENT_LENGTH);
    header.push_str("00-");
    push_hex(&mut header, &context.trace_id().to_bytes());
    header.push('-');
    push_hex(&mut header, &context.span_id().to_bytes());
    header.push_str(if context.is_sampled() { "-01" } else { "-00" });
    header
}

fn push_hex(text: &mut String, bytes: &[u8]) {
    let digit = |value: u8| {
        char::from(if value < 10 {
            b'0' + value
        } else {
            b'a' + value - 10
        })
    };
    for byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 0xf));
    }
}

/// Exactly `N` bytes as lower-case hexadecimal digits.
fn hex<const N: usize>(digits: &[u8]) -> Option<[u8; N]> {
    if digits.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        for digit in pair {
            *byte = (*byte << 4) | digit_value(*digit)?;
        }
    }
    Some(bytes)
}

fn digit_value(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}
