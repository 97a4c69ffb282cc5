use crate::core::Core;
use crate::masking::{MaskingContext, mask_query, mask_text, mask_url};
use crate::span::ActiveSpan;
use http::HeaderMap;
use opentelemetry::trace::{
    Span, SpanBuilder, SpanContext, SpanId, SpanKind, TraceContextExt, TraceFlags, TraceId, Tracer,
    TracerProvider,
};
use opentelemetry::{Context, InstrumentationScope};
use opentelemetry_sdk::trace::{IdGenerator, RandomIdGenerator, SdkTracer};
use std::borrow::Cow;
use std::sync::Arc;

/// The core as one adapter sees it.
#[derive(Debug)]
pub struct ActiveCore {
    core: Arc<Core>,
    tracer: SdkTracer,
}

/// What the endpoint filters look at before a span is started.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Endpoint<'a> {
    /// The path of an incoming request, without its query.
    Server(&'a str),
    /// The URL of an outgoing request, as it is sent.
    Client(&'a str),
}

impl ActiveCore {
    pub(super) fn new(
        core: &Arc<Core>,
        scope: &'static str,
        version: &'static str,
        names: &[&str],
    ) -> Option<Arc<Self>> {
        if !core.allows(names) {
            return None;
        }
        let scope = InstrumentationScope::builder(scope)
            .with_version(version)
            .build();
        let tracer = core.provider.tracer_with_scope(scope);
        Some(Arc::new(Self {
            core: Arc::clone(core),
            tracer,
        }))
    }

    /// The current context, with the caller's trace and baggage if the headers carry any. A remote
    /// parent wins over a local one.
    pub fn extract(&self, headers: &HeaderMap) -> Context {
        // Not inside `map_current`: host code that runs in there must not attach a context.
        self.core.propagation.extract(&Context::current(), headers)
    }

    /// Writes the context into the headers of an outgoing request.
    pub fn inject(&self, context: &Context, headers: &mut HeaderMap) {
        self.core.propagation.inject(context, headers);
    }

    /// Starts a span under `parent`.
    ///
    /// When the parent is not sampled or the endpoint is filtered, `build` is not called: the guard
    /// then carries an unsampled context, so that everything beneath it and downstream stays
    /// unsampled too.
    pub fn start_span(
        &self,
        parent: Context,
        endpoint: Endpoint<'_>,
        build: impl FnOnce() -> SpanBuilder,
    ) -> ActiveSpan {
        if parent.is_telemetry_suppressed() {
            return ActiveSpan::unsampled(parent);
        }
        let (kind, endpoint) = match endpoint {
            Endpoint::Server(path) => (SpanKind::Server, path),
            Endpoint::Client(url) => (SpanKind::Client, url),
        };
        let parent_context = parent.span().span_context().clone();
        if parent_context.is_valid() && !parent_context.is_sampled() {
            return ActiveSpan::unsampled(parent);
        }
        if self.core.filter.matches(&kind, endpoint) {
            self.core.counters.filtered();
            return ActiveSpan::unsampled(parent.with_remote_span_context(dropped(parent_context)));
        }
        let span = self
            .tracer
            .build_with_context(build().with_kind(kind), &parent);
        if !span.span_context().is_valid() {
            // The provider was shut down: what the caller has sent is passed on as it is.
            return ActiveSpan::unsampled(parent);
        }
        ActiveSpan::new(parent.with_span(span))
    }

    /// Whether payloads shall be captured: headers, bodies, arguments and results.
    pub fn captures_payloads(&self) -> bool {
        self.core.capture_payloads
    }

    /// A text with its secrets masked, if it holds JSON; other text stays as it is. The whole becomes
    /// `****` when the context's list is `all`.
    pub fn mask_text<'a>(&self, context: MaskingContext, text: &'a str) -> Cow<'a, str> {
        mask_text(text, self.core.masks.of(context))
    }

    /// A query string with its secrets masked.
    pub fn mask_query<'a>(&self, query: &'a str) -> Cow<'a, str> {
        mask_query(query, self.core.masks.of(MaskingContext::QueryParams))
    }

    /// A URL with its credentials and the secrets of its query masked.
    pub fn mask_url<'a>(&self, url: &'a str) -> Cow<'a, str> {
        mask_url(url, self.core.masks.of(MaskingContext::QueryParams))
    }

    /// Whether spans are posted to this host and port: requests to there are not traced.
    pub fn exports_to(&self, host: &str, port: u16) -> bool {
        let address = self.core.export_address.as_ref();
        address.is_some_and(|(own, own_port)| own_port == &port && own.eq_ignore_ascii_case(host))
    }
}

/// The context that a dropped span leaves behind: in its parent's trace if it has one, unsampled.
fn dropped(parent: SpanContext) -> SpanContext {
    let (trace, span) = if parent.is_valid() {
        (parent.trace_id(), parent.span_id())
    } else {
        new_ids()
    };
    let state = parent.trace_state().clone();
    SpanContext::new(trace, span, TraceFlags::NOT_SAMPLED, true, state)
}

fn new_ids() -> (TraceId, SpanId) {
    let ids = RandomIdGenerator::default();
    (ids.new_trace_id(), ids.new_span_id())
}
