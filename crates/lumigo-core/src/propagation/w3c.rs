use super::baggage::{BAGGAGE_NAME, BaggagePropagator};
use super::format::Format;
use super::headers::{HeaderExtractor, HeaderInjector};
use super::trace_context;
use http::HeaderMap;
use opentelemetry::Context;
use opentelemetry::baggage::BaggageExt;
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::TraceContextExt;

/// W3C's formats, or one of them, where a carrier would be most of the work. Baggage, which most requests
/// do not have, goes through one.
#[derive(Debug)]
pub(super) struct W3c {
    trace_context: bool,
    baggage: Option<BaggagePropagator>,
}

impl W3c {
    /// `None` when there are formats of others.
    pub(super) fn of(formats: &[Format]) -> Option<Self> {
        let has = |format| formats.contains(&format);
        let mut all = formats.iter();
        let are_known = all.all(|one| matches!(one, Format::TraceContext | Format::Baggage));
        are_known.then(|| Self {
            trace_context: has(Format::TraceContext),
            baggage: has(Format::Baggage).then(BaggagePropagator::default),
        })
    }

    pub(super) fn extract(&self, parent: &Context, headers: &HeaderMap) -> Context {
        let caller = self.trace_context.then(|| trace_context::read(headers));
        let context = match caller.flatten() {
            Some(caller) => parent.with_remote_span_context(caller),
            None => parent.clone(),
        };
        match &self.baggage {
            Some(baggage) if headers.contains_key(&BAGGAGE_NAME) => {
                baggage.extract_with_context(&context, &HeaderExtractor::new(headers))
            }
            _ => context,
        }
    }

    pub(super) fn inject(&self, context: &Context, headers: &mut HeaderMap) {
        if self.trace_context {
            trace_context::write(context.span().span_context(), headers);
        }
        if let Some(baggage) = &self.baggage {
            if !context.baggage().is_empty() {
                baggage.inject_context(context, &mut HeaderInjector(headers));
            }
        }
    }
}
