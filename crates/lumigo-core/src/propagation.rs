//! W3C trace context and baggage over HTTP headers.

mod baggage;
mod headers;
mod trace_context;

use baggage::BaggagePropagator;
use headers::{HeaderExtractor, HeaderInjector};
use http::HeaderMap;
use opentelemetry::Context;
use opentelemetry::propagation::{TextMapCompositePropagator, TextMapPropagator};
use opentelemetry::trace::TraceContextExt;
use trace_context::{TRACESTATE, TraceContextPropagator};

/// What carries a trace from one process to the next.
#[derive(Debug)]
pub(crate) struct Propagation {
    propagator: TextMapCompositePropagator,
}

impl Propagation {
    /// W3C trace context and W3C baggage.
    pub(crate) fn w3c() -> Self {
        Self {
            propagator: w3c_propagator(),
        }
    }

    /// `parent`, with what the headers carry. What they carry wins.
    pub(crate) fn extract(&self, parent: &Context, headers: &HeaderMap) -> Context {
        self.propagator
            .extract_with_context(parent, &HeaderExtractor::new(headers))
    }

    /// Writes the context into the headers, over what they carried.
    pub(crate) fn inject(&self, context: &Context, headers: &mut HeaderMap) {
        // A state belongs to its trace: one that the host has copied from elsewhere is not of ours.
        if context.span().span_context().is_valid() {
            headers.remove(TRACESTATE);
        }
        self.propagator
            .inject_context(context, &mut HeaderInjector(headers));
    }
}

/// The propagator that other instrumentations find as the global one.
pub(crate) fn w3c_propagator() -> TextMapCompositePropagator {
    TextMapCompositePropagator::new(vec![
        Box::new(TraceContextPropagator::default()),
        Box::new(BaggagePropagator::default()),
    ])
}

#[cfg(test)]
mod tests;
