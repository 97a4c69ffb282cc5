use crate::core::Core;
use crate::database::DatabaseInstruments;
use crate::exchange::{HttpInstruments, KnownCalls};
use crate::masking::{
    HeaderMask, MaskingContext, mask_as_json, mask_query, mask_text, mask_url, mask_urls,
};
use crate::payload::{Capture, payload_text};
use crate::propagation::unsampled;
use crate::sampler::start_passed;
use crate::span::ActiveSpan;
use http::header::USER_AGENT;
use http::{HeaderMap, HeaderName};
use opentelemetry::propagation::{Extractor, Injector};
use opentelemetry::time::now;
use opentelemetry::trace::{
    Span, SpanBuilder, SpanKind, Status, TraceContextExt, Tracer, TracerProvider,
};
use opentelemetry::{Context, InstrumentationScope};
use opentelemetry_sdk::trace::SdkTracer;
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

/// The core as one adapter sees it.
#[derive(Debug)]
pub struct ActiveCore {
    core: Arc<Core>,
    tracer: SdkTracer,
    scope: InstrumentationScope,
    /// Made when the first request comes; other adapters have none.
    http_instruments: OnceLock<Option<Arc<HttpInstruments>>>,
    /// The same for calls of databases.
    database_instruments: OnceLock<Option<Arc<DatabaseInstruments>>>,
    known_calls: KnownCalls,
    /// Whether `user-agent` is the name of a secret.
    hides_user_agent: bool,
}

/// What the endpoint filters look at before a span is started.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Endpoint<'a> {
    /// The path of an incoming request, without its query.
    Server(&'a str),
    /// The URL of an outgoing request, as it is sent.
    Client(&'a str),
    /// The same of a request that takes a message away: its span is a `PRODUCER`'s, and the list for
    /// clients governs it.
    Producer(&'a str),
}

impl Endpoint<'_> {
    fn span_kind(self) -> SpanKind {
        match self {
            Self::Server(_) => SpanKind::Server,
            Self::Client(_) => SpanKind::Client,
            Self::Producer(_) => SpanKind::Producer,
        }
    }
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
        let tracer = core.provider.tracer_with_scope(scope.clone());
        Some(Arc::new(Self {
            core: Arc::clone(core),
            tracer,
            scope,
            http_instruments: OnceLock::new(),
            database_instruments: OnceLock::new(),
            known_calls: KnownCalls::default(),
            hides_user_agent: core
                .masks
                .of(MaskingContext::RequestHeaders)
                .matches(USER_AGENT.as_str()),
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

    /// Writes the context into a carrier that is no headers, such as the attributes of a message.
    pub fn inject_into(&self, context: &Context, carrier: &mut dyn Injector) {
        self.core.propagation.inject_into(context, carrier);
    }

    /// `parent`, with the trace and baggage that such a carrier holds. What it holds wins.
    pub fn extract_from(&self, parent: &Context, carrier: &dyn Extractor) -> Context {
        self.core.propagation.extract_from(parent, carrier)
    }

    /// The names under which a carrier holds a context, as `OTEL_PROPAGATORS` chooses them.
    pub fn propagation_fields(&self) -> impl Iterator<Item = &str> {
        self.core.propagation.fields()
    }

    /// Starts a span under `parent`.
    ///
    /// When the parent is not sampled or the endpoint is filtered, `build` is not called: the guard
    /// then carries an unsampled context, so that everything beneath it and downstream stays
    /// unsampled too. Nor is it when `OTEL_SDK_DISABLED` is `true`: the guard then carries the parent as
    /// it is.
    pub fn start_span(
        &self,
        parent: Context,
        endpoint: Endpoint<'_>,
        build: impl FnOnce() -> SpanBuilder,
    ) -> ActiveSpan {
        if self.records_nothing(&parent) {
            return ActiveSpan::unsampled(parent);
        }
        if self.filters(endpoint) {
            self.core.counters.filtered();
            let context = unsampled(parent.span().span_context());
            return ActiveSpan::unsampled(parent.with_remote_span_context(context));
        }
        self.record_span(parent, endpoint.span_kind(), build)
    }

    /// Starts a span of this kind under `parent`: the same without an endpoint that could be filtered.
    pub fn start_unfiltered_span(
        &self,
        parent: Context,
        kind: SpanKind,
        build: impl FnOnce() -> SpanBuilder,
    ) -> ActiveSpan {
        if self.records_nothing(&parent) {
            return ActiveSpan::unsampled(parent);
        }
        self.record_span(parent, kind, build)
    }

    /// Records a span that ends as it starts: nothing that happens beneath has needed it. Ask
    /// [`records_nothing`](Self::records_nothing) first.
    pub(crate) fn record_ended_span(
        &self,
        parent: &Context,
        builder: SpanBuilder,
        failure: Option<Status>,
    ) {
        let start = builder.start_time;
        let mut span = start_passed(|| self.tracer.build_with_context(builder, parent));
        if let Some(status) = failure {
            span.set_status(status);
        }
        let now = now();
        // The clock may have been set back.
        span.end_with_timestamp(start.map_or(now, |start| now.max(start)));
    }

    /// Whether [`start_span`](Self::start_span) would find that the endpoint is filtered: what the span would
    /// tell need not be gathered.
    pub fn filters(&self, endpoint: Endpoint<'_>) -> bool {
        let (side, endpoint) = match endpoint {
            Endpoint::Server(path) => (SpanKind::Server, path),
            Endpoint::Client(url) | Endpoint::Producer(url) => (SpanKind::Client, url),
        };
        self.core.filter.matches(&side, endpoint)
    }

    /// Whether nothing shall be recorded under this parent: what a span would tell need not be gathered.
    pub fn records_nothing(&self, parent: &Context) -> bool {
        self.core.sdk_disabled || is_untraced(parent)
    }

    fn record_span(
        &self,
        parent: Context,
        kind: SpanKind,
        build: impl FnOnce() -> SpanBuilder,
    ) -> ActiveSpan {
        let mut builder = build().with_kind(kind);
        let start = *builder.start_time.get_or_insert_with(now);
        let span = start_passed(|| self.tracer.build_with_context(builder, &parent));
        if !span.span_context().is_valid() {
            // The provider was shut down: what the caller has sent is passed on as it is.
            return ActiveSpan::unsampled(parent);
        }
        ActiveSpan::new(span, start, &parent)
    }

    /// What measures requests; `None` when nobody reads metrics.
    pub(crate) fn http_instruments(&self) -> Option<&Arc<HttpInstruments>> {
        let make = || HttpInstruments::of(&self.core, self.scope.clone());
        self.http_instruments.get_or_init(make).as_ref()
    }

    /// The same for calls of databases.
    pub(crate) fn database_instruments(&self) -> Option<&Arc<DatabaseInstruments>> {
        let make = || DatabaseInstruments::of(&self.core, self.scope.clone());
        self.database_instruments.get_or_init(make).as_ref()
    }

    /// The calls by gRPC that the adapter has seen answered.
    pub(crate) fn known_calls(&self) -> &KnownCalls {
        &self.known_calls
    }

    /// Whether HTTP attributes come under their older names too.
    pub(crate) fn has_older_http_names(&self) -> bool {
        self.core.older_names.http
    }

    /// The same for those of databases.
    pub(crate) fn has_older_database_names(&self) -> bool {
        self.core.older_names.database
    }

    /// Whether payloads shall be captured: headers, bodies, arguments and results.
    pub fn captures_payloads(&self) -> bool {
        self.core.capture_payloads
    }

    /// How much of a payload is kept, in characters.
    pub fn payload_length(&self) -> usize {
        self.core.limits.payload_length()
    }

    /// Whether what stands under this key is a secret.
    pub fn is_secret(&self, context: MaskingContext, key: &str) -> bool {
        self.core.masks.of(context).matches(key)
    }

    /// Starts to capture a payload that the context's list governs, of the type and encoding that the
    /// headers say; without headers it is captured if it is UTF-8. `None` when no payload shall be
    /// captured.
    pub fn capture(&self, context: MaskingContext, headers: &HeaderMap) -> Option<Capture> {
        self.captures_payloads()
            .then(|| Capture::new(&self.core, context, headers))
    }

    /// A payload that is there as a whole, as [`mask_text`](Self::mask_text) masks it, cut at the limit
    /// of an attribute. `None` when no payload shall be captured.
    pub fn payload_text(&self, context: MaskingContext, text: &str) -> Option<String> {
        self.captures_payloads()
            .then(|| payload_text(&self.core, context, text))
    }

    /// Headers as one JSON object, cut at the limit of an attribute: names in lower case, in the order
    /// of the map, several values of a name joined by `, `. Values become `****` under the names that
    /// the context's list matches; in others, secrets of URLs and of JSON do. The whole becomes `****`
    /// when the list is `all`. `None` when no payload shall be captured.
    pub fn mask_headers(&self, context: MaskingContext, headers: &HeaderMap) -> Option<String> {
        if !self.captures_payloads() {
            return None;
        }
        Some(self.header_mask(context).mask(headers))
    }

    /// The first value of a header, as [`mask_headers`](Self::mask_headers) shows it, for an attribute of
    /// its own: whether payloads are captured or not. `None` when it is a secret or no text.
    pub(crate) fn mask_header<'a>(
        &self,
        context: MaskingContext,
        headers: &'a HeaderMap,
        name: &HeaderName,
    ) -> Option<Cow<'a, str>> {
        let value = headers.get(name)?.to_str().ok()?;
        self.header_mask(context).value(name.as_str(), value)
    }

    /// The same for `user-agent`.
    pub(crate) fn user_agent<'a>(&self, headers: &'a HeaderMap) -> Option<Cow<'a, str>> {
        if self.hides_user_agent {
            return None;
        }
        let value = headers.get(USER_AGENT)?.to_str().ok()?;
        let mask = self.header_mask(MaskingContext::RequestHeaders);
        Some(mask.masked(value))
    }

    pub(super) fn core(&self) -> &Core {
        &self.core
    }

    fn header_mask(&self, context: MaskingContext) -> HeaderMask<'_> {
        let masks = &self.core.masks;
        HeaderMask {
            names: masks.of(context),
            query: masks.of(MaskingContext::QueryParams),
            limit: self.core.limits.payload_length(),
        }
    }

    /// A text with its secrets masked, if it holds JSON; other text stays as it is. The whole becomes
    /// `****` when the context's list is `all`.
    pub fn mask_text<'a>(&self, context: MaskingContext, text: &'a str) -> Cow<'a, str> {
        mask_text(text, self.core.masks.of(context))
    }

    /// The same for a text that is known to be JSON: in a lone string, which is no object or array, JSON
    /// is masked too.
    pub fn mask_json<'a>(&self, context: MaskingContext, text: &'a str) -> Cow<'a, str> {
        mask_as_json(text, self.core.masks.of(context))
    }

    /// A query string with its secrets masked.
    pub fn mask_query<'a>(&self, query: &'a str) -> Cow<'a, str> {
        mask_query(query, self.core.masks.of(MaskingContext::QueryParams))
    }

    /// A URL with its credentials and the secrets of its query masked.
    pub fn mask_url<'a>(&self, url: &'a str) -> Cow<'a, str> {
        mask_url(url, self.core.masks.of(MaskingContext::QueryParams))
    }

    /// The same for every URL in a text.
    pub fn mask_urls<'a>(&self, text: &'a str) -> Cow<'a, str> {
        mask_urls(text, self.core.masks.of(MaskingContext::QueryParams))
    }

    /// Whether spans or log records are posted to this host and port: requests to there are not
    /// traced.
    pub fn exports_to(&self, host: &str, port: u16) -> bool {
        let mut addresses = self.core.export_addresses.iter();
        addresses.any(|(own, own_port)| own_port == &port && own.eq_ignore_ascii_case(host))
    }
}

/// Whether nothing beneath shall be recorded.
fn is_untraced(parent: &Context) -> bool {
    let span = parent.span();
    let context = span.span_context();
    parent.is_telemetry_suppressed() || (context.is_valid() && !context.is_sampled())
}
