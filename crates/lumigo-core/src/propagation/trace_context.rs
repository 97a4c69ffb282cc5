use super::hex;
use http::header::{HeaderMap, HeaderName, HeaderValue};
use opentelemetry::Context;
use opentelemetry::propagation::text_map_propagator::FieldIter;
use opentelemetry::propagation::{Extractor, Injector, TextMapPropagator};
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState};
use std::str::FromStr;

const TRACEPARENT: &str = "traceparent";
pub(super) const TRACESTATE: &str = "tracestate";
static TRACEPARENT_NAME: HeaderName = HeaderName::from_static(TRACEPARENT);
static TRACESTATE_NAME: HeaderName = HeaderName::from_static(TRACESTATE);
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
        let header = traceparent(context);
        injector.set(TRACEPARENT, String::from_utf8_lossy(&header).into_owned());
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

/// What a carrier says of the caller's span.
fn remote_parent(extractor: &dyn Extractor) -> Option<SpanContext> {
    let [traceparent] = extractor.get_all(TRACEPARENT)?[..] else {
        return None;
    };
    let (trace, span, flags) = parse_traceparent(traceparent.trim_matches([' ', '\t']).as_bytes())?;
    let state = trace_state(extractor.get_all(TRACESTATE));
    Some(SpanContext::new(trace, span, flags, true, state))
}

/// The same of headers, without a carrier in between.
pub(super) fn read(headers: &HeaderMap) -> Option<SpanContext> {
    let mut values = headers.get_all(&TRACEPARENT_NAME).iter();
    let (value, None) = (values.next()?, values.next()) else {
        return None;
    };
    let traceparent = value.as_bytes().trim_ascii();
    if traceparent.len() > TRACEPARENT_LENGTH {
        // What a future version appends may be no text.
        value.to_str().ok()?;
    }
    let (trace, span, flags) = parse_traceparent(traceparent)?;
    let lists = headers.get_all(&TRACESTATE_NAME).iter();
    let state = trace_state(lists.map(|list| list.to_str().ok()).collect());
    Some(SpanContext::new(trace, span, flags, true, state))
}

/// Writes a span into headers, over what they carried.
pub(super) fn write(context: &SpanContext, headers: &mut HeaderMap) {
    if !context.is_valid() {
        return;
    }
    headers.remove(&TRACESTATE_NAME);
    // `try_insert`: a map at its size limit panics in `insert`.
    if let Ok(value) = HeaderValue::from_bytes(&traceparent(context)) {
        let _ = headers.try_insert(&TRACEPARENT_NAME, value);
    }
    let state = context.trace_state().header();
    if state.is_empty() {
        return;
    }
    if let Ok(value) = HeaderValue::try_from(state) {
        let _ = headers.try_insert(&TRACESTATE_NAME, value);
    }
}

/// A future version may append fields: <https://www.w3.org/TR/trace-context/#versioning-of-traceparent>.
fn parse_traceparent(header: &[u8]) -> Option<(TraceId, SpanId, TraceFlags)> {
    let (version, rest) = field::<1>(header)?;
    let (trace, rest) = field(rest.strip_prefix(b"-")?)?;
    let (span, rest) = field(rest.strip_prefix(b"-")?)?;
    let ([flags], rest) = field(rest.strip_prefix(b"-")?)?;
    let (trace, span) = (TraceId::from_bytes(trace), SpanId::from_bytes(span));
    let extended = match version {
        [0xff] => return None,
        [0] => !rest.is_empty(),
        _ => !rest.is_empty() && !rest.starts_with(b"-"),
    };
    let valid = !extended && trace != TraceId::INVALID && span != SpanId::INVALID;
    valid.then(|| (trace, span, TraceFlags::new(flags) & TraceFlags::SAMPLED))
}

/// The bytes that a text begins with, and what follows.
fn field<const N: usize>(text: &[u8]) -> Option<([u8; N], &[u8])> {
    let (digits, rest) = text.split_at_checked(2 * N)?;
    Some((hex::decode(digits)?, rest))
}

/// The state that these lists are together.
fn trace_state(lists: Option<Vec<&str>>) -> TraceState {
    let Some(lists) = lists.filter(|lists| !lists.is_empty()) else {
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
fn traceparent(context: &SpanContext) -> [u8; TRACEPARENT_LENGTH] {
    let mut header = *b"00-00000000000000000000000000000000-0000000000000000-00";
    let [_, _, _, ids @ .., _, _, sampled] = &mut header;
    if let Some((trace, [_, span @ ..])) = ids.split_first_chunk_mut::<32>() {
        hex::encode(&context.trace_id().to_bytes(), trace);
        hex::encode(&context.span_id().to_bytes(), span);
    }
    *sampled += u8::from(context.is_sampled());
    header
}
