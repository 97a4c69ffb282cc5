//! What carries a trace and its baggage from one process to the next: HTTP headers of several formats.

mod b3;
mod baggage;
mod caller;
mod format;
mod headers;
mod hex;
mod ids;
mod jaeger;
mod sampling;
mod shared;
mod trace_context;
mod w3c;
mod xray;

pub(crate) use caller::unsampled;
pub(crate) use format::Format;
pub(crate) use shared::SharedPropagator;

use baggage::BAGGAGE;
use headers::{HeaderExtractor, HeaderInjector};
use http::{HeaderMap, HeaderName};
use opentelemetry::Context;
use opentelemetry::propagation::{
    Extractor, Injector, TextMapCompositePropagator, TextMapPropagator,
};
use opentelemetry::trace::TraceContextExt;
use std::sync::Arc;
use w3c::W3c;

pub(crate) type BoxedPropagator = Box<dyn TextMapPropagator + Send + Sync>;

/// The propagators of one distribution.
#[derive(Debug)]
pub(crate) struct Propagation {
    propagator: Arc<TextMapCompositePropagator>,
    /// The same without a carrier, where there is nothing but W3C's formats.
    w3c: Option<W3c>,
    /// What goes before anything is injected: headers that the host has copied from elsewhere.
    stale: Vec<HeaderName>,
    description: String,
}

impl Propagation {
    /// Those of the formats, in this order.
    pub(crate) fn of(formats: &[Format]) -> Self {
        let propagators = formats.iter().map(|format| format.propagator()).collect();
        let stale = formats.iter().flat_map(|format| format.stale());
        let names: Vec<_> = formats.iter().map(|format| format.name()).collect();
        Self {
            w3c: W3c::of(formats),
            ..Self::new(propagators, stale.copied(), names.join(", "))
        }
    }

    /// Those of the host, in this order.
    pub(crate) fn of_host(propagators: Vec<BoxedPropagator>) -> Self {
        let fields: Vec<_> = propagators
            .iter()
            .flat_map(|propagator| propagator.fields())
            // Baggage belongs to no trace: what the host has set may stand without any of ours.
            .filter(|field| !field.eq_ignore_ascii_case(BAGGAGE))
            .map(str::to_owned)
            .collect();
        let description = format!("{} set in code", propagators.len());
        let fields = fields.iter().map(String::as_str);
        Self::new(propagators, fields, description)
    }

    fn new<'a>(
        propagators: Vec<BoxedPropagator>,
        stale: impl Iterator<Item = &'a str>,
        description: String,
    ) -> Self {
        Self {
            propagator: Arc::new(TextMapCompositePropagator::new(propagators)),
            w3c: None,
            stale: stale.filter_map(|name| name.parse().ok()).collect(),
            description,
        }
    }

    /// Which they are, for people; empty when there are none.
    pub(crate) fn description(&self) -> &str {
        &self.description
    }

    /// What other instrumentations find as the global propagator.
    pub(crate) fn shared(&self) -> SharedPropagator {
        SharedPropagator(Arc::clone(&self.propagator))
    }

    /// `parent`, with what the headers carry. What they carry wins.
    pub(crate) fn extract(&self, parent: &Context, headers: &HeaderMap) -> Context {
        if let Some(w3c) = &self.w3c {
            return w3c.extract(parent, headers);
        }
        self.propagator
            .extract_with_context(parent, &HeaderExtractor::new(headers))
    }

    /// Writes the context into the headers, over what they carried.
    pub(crate) fn inject(&self, context: &Context, headers: &mut HeaderMap) {
        if let Some(w3c) = &self.w3c {
            return w3c.inject(context, headers);
        }
        if context.span().span_context().is_valid() {
            for name in &self.stale {
                headers.remove(name);
            }
        }
        self.propagator
            .inject_context(context, &mut HeaderInjector(headers));
    }

    /// The same with any carrier.
    pub(crate) fn inject_into(&self, context: &Context, carrier: &mut dyn Injector) {
        self.propagator.inject_context(context, carrier);
    }

    /// The same with any carrier.
    pub(crate) fn extract_from(&self, parent: &Context, carrier: &dyn Extractor) -> Context {
        self.propagator.extract_with_context(parent, carrier)
    }

    /// The names under which a carrier holds a context.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &str> {
        self.propagator.fields()
    }
}

#[cfg(test)]
mod tests;
