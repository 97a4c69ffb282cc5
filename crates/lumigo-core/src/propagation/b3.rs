use super::caller::Caller;
use super::ids;
use super::sampling::Sampling;
use opentelemetry::Context;
use opentelemetry::propagation::text_map_propagator::FieldIter;
use opentelemetry::propagation::{Extractor, Injector, TextMapPropagator};
use opentelemetry::trace::{SpanId, TraceContextExt, TraceId};

const SINGLE: &str = "b3";
const TRACE_ID: &str = "x-b3-traceid";
const SPAN_ID: &str = "x-b3-spanid";
const PARENT_SPAN_ID: &str = "x-b3-parentspanid";
const SAMPLED: &str = "x-b3-sampled";
const FLAGS: &str = "x-b3-flags";

/// The headers of both encodings.
pub(super) const HEADERS: &[&str] = &[SINGLE, TRACE_ID, SPAN_ID, PARENT_SPAN_ID, SAMPLED, FLAGS];

/// [B3] of Zipkin. It reads both encodings, the single header first, and writes one of them.
///
/// [B3]: https://github.com/openzipkin/b3-propagation
#[derive(Debug)]
pub(super) struct B3Propagator {
    fields: Vec<String>,
    multi: bool,
}

impl B3Propagator {
    /// Writes the header `b3`.
    pub(super) fn single() -> Self {
        Self {
            fields: vec![SINGLE.to_owned()],
            multi: false,
        }
    }

    /// Writes the headers `x-b3-*`.
    pub(super) fn multi() -> Self {
        let fields = [TRACE_ID, SPAN_ID, SAMPLED, FLAGS];
        Self {
            fields: fields.map(str::to_owned).into(),
            multi: true,
        }
    }
}

impl TextMapPropagator for B3Propagator {
    fn inject_context(&self, cx: &Context, injector: &mut dyn Injector) {
        let span = cx.span();
        let context = span.span_context();
        if !context.is_valid() {
            return;
        }
        let (trace, span) = (context.trace_id(), context.span_id());
        let sampling = Sampling::of(cx, context);
        if self.multi {
            inject_multi(trace, span, sampling, injector);
        } else {
            let state = match sampling {
                Sampling::Denied => "-0",
                Sampling::Accepted => "-1",
                Sampling::Debug => "-d",
                Sampling::Deferred => "",
            };
            injector.set(SINGLE, format!("{trace:032x}-{span:016x}{state}"));
        }
    }

    fn extract_with_context(&self, cx: &Context, extractor: &dyn Extractor) -> Context {
        let single = extractor.get(SINGLE);
        let caller = single.and_then(|header| parse_single(header.trim_matches([' ', '\t'])));
        match caller.or_else(|| extract_multi(extractor)) {
            Some(caller) => caller.put_into(cx),
            None => cx.clone(),
        }
    }

    fn fields(&self) -> FieldIter<'_> {
        FieldIter::new(&self.fields)
    }
}

fn inject_multi(trace: TraceId, span: SpanId, sampling: Sampling, injector: &mut dyn Injector) {
    injector.set(TRACE_ID, format!("{trace:032x}"));
    injector.set(SPAN_ID, format!("{span:016x}"));
    match sampling {
        Sampling::Denied => injector.set(SAMPLED, "0".to_owned()),
        Sampling::Accepted => injector.set(SAMPLED, "1".to_owned()),
        Sampling::Debug => injector.set(FLAGS, "1".to_owned()),
        Sampling::Deferred => (),
    }
}

/// `{trace}-{span}-{state}-{parent}`, the last two of which may be missing, or `0`.
fn parse_single(header: &str) -> Option<Caller> {
    if header == "0" {
        return Some(Caller::Denied);
    }
    let mut parts = header.split('-');
    let (trace, span) = (trace_id(parts.next()?)?, span_id(parts.next()?)?);
    let mut rest = parts.next();
    let sampling = match rest {
        Some("0") => Sampling::Denied,
        Some("1") => Sampling::Accepted,
        Some("d") => Sampling::Debug,
        _ => Sampling::Deferred,
    };
    if sampling != Sampling::Deferred {
        rest = parts.next();
    }
    let is_whole = rest.is_none_or(|parent| is_lower_hex(parent, 16)) && parts.next().is_none();
    is_whole.then_some(Caller::Span(trace, span, sampling))
}

fn extract_multi(extractor: &dyn Extractor) -> Option<Caller> {
    let get = |name| {
        extractor
            .get(name)
            .map(|value| value.trim_matches([' ', '\t']))
    };
    let sampling = match (get(FLAGS), get(SAMPLED)) {
        (Some("1"), _) => Sampling::Debug,
        // The words are of tracers older than the specification, which lets them pass.
        (_, Some("1" | "true")) => Sampling::Accepted,
        (_, Some("0" | "false")) => Sampling::Denied,
        (_, Some(_)) => return None,
        (_, None) => Sampling::Deferred,
    };
    match (get(TRACE_ID), get(SPAN_ID)) {
        (Some(trace), Some(span)) => Some(Caller::Span(trace_id(trace)?, span_id(span)?, sampling)),
        (None, None) if sampling == Sampling::Denied => Some(Caller::Denied),
        _ => None,
    }
}

fn trace_id(text: &str) -> Option<TraceId> {
    let is_id = is_lower_hex(text, 32) || is_lower_hex(text, 16);
    is_id.then(|| ids::trace_id(text))?
}

fn span_id(text: &str) -> Option<SpanId> {
    is_lower_hex(text, 16).then(|| ids::span_id(text))?
}

fn is_lower_hex(text: &str, length: usize) -> bool {
    ids::is_hex(text, length..=length) && !text.bytes().any(|digit| digit.is_ascii_uppercase())
}
