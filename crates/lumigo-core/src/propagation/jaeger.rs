use super::caller::Caller;
use super::ids;
use super::sampling::Sampling;
use opentelemetry::Context;
use opentelemetry::KeyValue;
use opentelemetry::baggage::BaggageExt;
use opentelemetry::propagation::text_map_propagator::FieldIter;
use opentelemetry::propagation::{Extractor, Injector, TextMapPropagator};
use opentelemetry::trace::{SpanContext, TraceContextExt};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

const TRACE_ID: &str = "uber-trace-id";
/// Of the headers that carry baggage, one for each key.
const BAGGAGE_PREFIX: &str = "uberctx-";
const SAMPLED: u8 = 1;
const DEBUG: u8 = 2;
/// What a value must not have when it is sent.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// [Jaeger's] own format, trace and baggage.
///
/// [Jaeger's]: https://www.jaegertracing.io/sdk-migration/#propagation-format
#[derive(Debug)]
pub(super) struct JaegerPropagator {
    fields: [String; 1],
}

impl Default for JaegerPropagator {
    fn default() -> Self {
        Self {
            fields: [TRACE_ID.to_owned()],
        }
    }
}

impl TextMapPropagator for JaegerPropagator {
    fn inject_context(&self, cx: &Context, injector: &mut dyn Injector) {
        let span = cx.span();
        if span.span_context().is_valid() {
            injector.set(TRACE_ID, header(cx, span.span_context()));
        }
        for (key, (value, _)) in cx.baggage() {
            let value = utf8_percent_encode(value.as_str(), VALUE).to_string();
            injector.set(&[BAGGAGE_PREFIX, key.as_str()].concat(), value);
        }
    }

    fn extract_with_context(&self, cx: &Context, extractor: &dyn Extractor) -> Context {
        let caller = extractor.get(TRACE_ID).and_then(parse);
        let cx = caller.map_or_else(|| cx.clone(), |caller| caller.put_into(cx));
        let baggage = baggage(extractor);
        if baggage.is_empty() {
            return cx;
        }
        cx.with_baggage(baggage)
    }

    fn fields(&self) -> FieldIter<'_> {
        FieldIter::new(&self.fields)
    }
}

fn header(cx: &Context, span: &SpanContext) -> String {
    let flags = match Sampling::of(cx, span) {
        Sampling::Denied => 0,
        Sampling::Accepted | Sampling::Deferred => SAMPLED,
        Sampling::Debug => SAMPLED | DEBUG,
    };
    // The parent is not sent any more.
    format!(
        "{:032x}:{:016x}:0:{flags:x}",
        span.trace_id(),
        span.span_id()
    )
}

/// `{trace}:{span}:{parent}:{flags}`, whose colons may be escaped.
fn parse(header: &str) -> Option<Caller> {
    let header = percent_decode_str(header).decode_utf8().ok()?;
    let mut parts = header.trim_matches([' ', '\t']).split(':');
    let trace = ids::trace_id(parts.next()?)?;
    let span = ids::span_id(parts.next()?)?;
    let parent = parts.next()?;
    let flags = parts.next()?;
    let is_whole =
        parts.next().is_none() && ids::is_hex(parent, 1..=16) && ids::is_hex(flags, 1..=2);
    let flags = u8::from_str_radix(flags, 16).ok().filter(|_| is_whole)?;
    let sampling = match (flags & DEBUG, flags & SAMPLED) {
        (0, 0) => Sampling::Denied,
        (0, _) => Sampling::Accepted,
        _ => Sampling::Debug,
    };
    Some(Caller::Span(trace, span, sampling))
}

/// What a key must not be is left out by the baggage itself.
fn baggage(extractor: &dyn Extractor) -> Vec<KeyValue> {
    let keys = extractor.keys().into_iter();
    let entries = keys.filter_map(|header| {
        let key = header.strip_prefix(BAGGAGE_PREFIX)?;
        let value = percent_decode_str(extractor.get(header)?).decode_utf8_lossy();
        Some(KeyValue::new(key.to_owned(), value.into_owned()))
    });
    entries.collect()
}
