use super::start::{batch_processor, set_globals};
use super::{Lumigo, registry};
use crate::config::Batching;
use crate::config::env::Environment;
use crate::dependencies::Dependency;
use crate::diagnostics;
use crate::propagation::BoxedPropagator;
use opentelemetry::KeyValue;
use opentelemetry::propagation::TextMapPropagator;
#[cfg(feature = "metrics")]
use opentelemetry_sdk::metrics::reader::MetricReader;
use opentelemetry_sdk::trace::{
    SdkTracerProvider, SpanExporter, SpanProcessor, TracerProviderBuilder,
};
use std::borrow::Borrow;
#[cfg(feature = "metrics")]
use std::sync::Arc;

/// Sets in code what is not left to the variables. Code wins over variable, variable over default.
///
/// ```
/// # use lumigo_core::Lumigo;
/// let lumigo = Lumigo::builder()
///     .with_service_name("shop")
///     .with_filtered_server_endpoints(["^/health$"])
///     .build();
/// # drop(lumigo);
/// ```
#[derive(Default)]
#[must_use = "nothing happens before `init` or `build`"]
pub struct LumigoBuilder {
    pub(super) environment: Environment,
    pub(super) token: Option<String>,
    pub(super) endpoint: Option<String>,
    pub(super) buffer_bytes: Option<usize>,
    pub(super) service_name: Option<String>,
    pub(super) framework: Option<String>,
    pub(super) resource_attributes: Vec<KeyValue>,
    /// Made when the distribution starts: one that is switched off starts no thread of theirs.
    pub(super) processors: Vec<MakeProcessor>,
    pub(super) make_provider: Option<MakeProvider>,
    #[cfg(feature = "metrics")]
    pub(super) metric_readers: Vec<Arc<dyn MetricReader>>,
    pub(super) propagators: Vec<BoxedPropagator>,
    pub(super) filters: Filters,
    pub(super) dependencies: Vec<Dependency>,
}

pub(super) type MakeProcessor = Box<dyn FnOnce(&Batching) -> Box<dyn SpanProcessor> + Send>;
pub(super) type MakeProvider = Box<dyn FnOnce(TracerProviderBuilder) -> SdkTracerProvider + Send>;

#[derive(Default)]
pub(super) struct Filters {
    pub(super) general: Option<Vec<String>>,
    pub(super) server: Option<Vec<String>>,
    pub(super) client: Option<Vec<String>>,
}

impl LumigoBuilder {
    /// Reads the variables from these pairs instead of the environment of the process: for hosts
    /// that keep their settings elsewhere, and for tests.
    pub fn with_variables<N: Into<String>, V: Into<String>>(
        mut self,
        variables: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        let pairs = variables
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()));
        self.environment.replace(pairs.collect());
        self
    }

    /// Sets one variable, whatever the environment says of it: for settings that have no method of
    /// their own. The methods that do win over this. A name that is no variable of the distribution is
    /// reported.
    ///
    /// ```
    /// # use lumigo_core::Lumigo;
    /// let builder = Lumigo::builder().with_variable("LUMIGO_CAPTURE_PAYLOADS", "false");
    /// # drop(builder);
    /// ```
    pub fn with_variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.environment.set(name.into(), value.into());
        self
    }

    /// Sets the token of your Lumigo project. Default: `LUMIGO_TRACER_TOKEN`; without one nothing goes to
    /// Lumigo, or to [`with_endpoint`](Self::with_endpoint). One that cannot be a header is reported and
    /// ignored.
    pub fn with_token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Sets the URL that spans are posted to, as it is: no path is appended. Default:
    /// `LUMIGO_ENDPOINT`, else Lumigo's own. What is no http or https URL is reported and ignored.
    /// It is for whom the token is for: Lumigo, or a collector that passes the token on. For other backends
    /// there are the `OTEL_EXPORTER_OTLP_*` variables.
    pub fn with_endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Some(endpoint.into());
        self
    }

    /// Sets how much waits at most to be sent, in bytes, what is on its way included: for each way out of
    /// spans and of log records. When it is more, the oldest are dropped, and counted as
    /// [`displaced`](crate::DropReasons::displaced). Default: `LUMIGO_EXPORT_BUFFER_BYTES`, else 16 MiB. Less
    /// than 64 KiB is reported and ignored.
    ///
    /// ```
    /// # use lumigo_core::Lumigo;
    /// let lumigo = Lumigo::builder().with_export_buffer_bytes(64 << 20).build();
    /// # drop(lumigo);
    /// ```
    pub fn with_export_buffer_bytes(mut self, bytes: usize) -> Self {
        self.buffer_bytes = Some(bytes);
        self
    }

    /// Sets the resource's `service.name`. Default: `OTEL_SERVICE_NAME`, else the one in
    /// `OTEL_RESOURCE_ATTRIBUTES`, else `unknown_service:` and the program's name.
    pub fn with_service_name(mut self, name: impl Into<String>) -> Self {
        self.service_name = Some(name.into());
        self
    }

    /// Sets the resource's `framework`: what the service is built with. Default: `Unknown`. One in
    /// `OTEL_RESOURCE_ATTRIBUTES` wins over this, which is meant for libraries that know it.
    ///
    /// ```
    /// # use lumigo_core::Lumigo;
    /// let lumigo = Lumigo::builder().with_framework("my-framework").build();
    /// # drop(lumigo);
    /// ```
    pub fn with_framework(mut self, framework: impl Into<String>) -> Self {
        self.framework = Some(framework.into());
        self
    }

    /// Adds an attribute to the resource; wins over one of the same key in `OTEL_RESOURCE_ATTRIBUTES`.
    pub fn with_resource_attribute(mut self, attribute: KeyValue) -> Self {
        self.resource_attributes.push(attribute);
        self
    }

    /// Adds a span processor. It sees what is exported to Lumigo, after every check and change of
    /// ours, and also without a token.
    pub fn with_span_processor(mut self, processor: impl SpanProcessor + 'static) -> Self {
        self.processors.push(Box::new(|_| Box::new(processor)));
        self
    }

    /// Adds an exporter, behind a batch processor of the SDK, which the `OTEL_BSP_*` variables set up. It
    /// is given what [`with_span_processor`](Self::with_span_processor) sees. Unlike our own exports the
    /// SDK's processor drops spans when more than `OTEL_BSP_MAX_QUEUE_SIZE` (2048) wait.
    pub fn with_span_exporter(mut self, exporter: impl SpanExporter + 'static) -> Self {
        self.processors.push(Box::new(|batching| {
            Box::new(batch_processor(exporter, batching))
        }));
        self
    }

    /// Lets you build the provider of tracers yourself, for a sampler or an id generator of your own, say.
    /// `make` is given a builder that has the distribution's resource, limits, sampler and span
    /// processor; what you set takes their place, and the processor stays. All adapters use the provider
    /// you return, and it is shut down with the distribution.
    ///
    /// Exporters and processors belong to [`with_span_exporter`](Self::with_span_exporter) and
    /// [`with_span_processor`](Self::with_span_processor): what they see is limited, and spans that are
    /// not to be exported are left out. A processor added to the provider itself sees spans before that.
    /// A sampler of yours decides instead of the endpoint filters for all spans but those of the
    /// adapters, which ask the filters themselves. A provider that was built from another builder lacks
    /// the processor, and nothing is exported, which is reported.
    ///
    /// ```
    /// # use lumigo_core::Lumigo;
    /// use opentelemetry_sdk::trace::Sampler;
    ///
    /// let tenth = Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(0.1)));
    /// let lumigo = Lumigo::builder()
    ///     .with_tracer_provider(|provider| provider.with_sampler(tenth).build())
    ///     .build();
    /// # drop(lumigo);
    /// ```
    pub fn with_tracer_provider(
        mut self,
        make: impl FnOnce(TracerProviderBuilder) -> SdkTracerProvider + Send + 'static,
    ) -> Self {
        self.make_provider = Some(Box::new(make));
        self
    }

    /// Adds a reader of metrics: what [`Lumigo::meter_provider`] counts is for it too, and the provider
    /// becomes the global one even when `OTEL_METRICS_EXPORTER` names no exporter.
    ///
    /// ```
    /// # use lumigo_core::Lumigo;
    /// use opentelemetry_sdk::metrics::ManualReader;
    ///
    /// let lumigo = Lumigo::builder().with_metric_reader(ManualReader::builder().build()).build();
    /// # drop(lumigo);
    /// ```
    #[cfg(feature = "metrics")]
    #[cfg_attr(docsrs, doc(cfg(feature = "metrics")))]
    pub fn with_metric_reader(mut self, reader: impl MetricReader) -> Self {
        self.metric_readers.push(Arc::new(reader));
        self
    }

    /// Adds a propagator, which reads a caller's trace from the headers of requests, and writes the
    /// current one into those of requests that go out. Those that are added take the place of what
    /// `OTEL_PROPAGATORS` names, and of its default: several work in the order they were added in, and a
    /// trace that a later one reads wins.
    ///
    /// Before anything is written, the headers named by its `fields` are removed, `baggage` excepted:
    /// what a host has copied from elsewhere does not stay beside the trace of the request.
    ///
    /// ```
    /// # use lumigo_core::Lumigo;
    /// use opentelemetry_sdk::propagation::{BaggagePropagator, TraceContextPropagator};
    ///
    /// let lumigo = Lumigo::builder()
    ///     .with_propagator(TraceContextPropagator::new())
    ///     .with_propagator(BaggagePropagator::new())
    ///     .build();
    /// # drop(lumigo);
    /// ```
    pub fn with_propagator(
        mut self,
        propagator: impl TextMapPropagator + Send + Sync + 'static,
    ) -> Self {
        self.propagators.push(Box::new(propagator));
        self
    }

    /// Leaves out requests whose path (on a server) or URL (on a client) a regular expression is
    /// found in. Default: `LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX`. Invalid expressions are reported and
    /// skipped.
    pub fn with_filtered_endpoints<P: Into<String>>(
        mut self,
        patterns: impl IntoIterator<Item = P>,
    ) -> Self {
        self.filters.general = Some(patterns.into_iter().map(Into::into).collect());
        self
    }

    /// The same for incoming requests only. Default: `LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX_SERVER`.
    pub fn with_filtered_server_endpoints<P: Into<String>>(
        mut self,
        patterns: impl IntoIterator<Item = P>,
    ) -> Self {
        self.filters.server = Some(patterns.into_iter().map(Into::into).collect());
        self
    }

    /// The same for outgoing requests only. Default: `LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX_CLIENT`.
    pub fn with_filtered_client_endpoints<P: Into<String>>(
        mut self,
        patterns: impl IntoIterator<Item = P>,
    ) -> Self {
        self.filters.client = Some(patterns.into_iter().map(Into::into).collect());
        self
    }

    /// Names the crates that the program is made of, for the report of them that
    /// [`init`](Self::init) sends to Lumigo. What `cargo auditable` has put into the program wins;
    /// without either there is no report. `lumigo_opentelemetry::dependencies!()` makes the list.
    ///
    /// ```
    /// # use lumigo_core::Lumigo;
    /// let builder = Lumigo::builder().with_dependencies(&[("axum", "0.8.9"), ("tower", "0.5.3")]);
    /// # drop(builder);
    /// ```
    pub fn with_dependencies<N: AsRef<str>, V: AsRef<str>>(
        mut self,
        names_and_versions: impl IntoIterator<Item = impl Borrow<(N, V)>>,
    ) -> Self {
        let dependencies = names_and_versions.into_iter().map(|dependency| {
            let (name, version) = dependency.borrow();
            Dependency::new(name.as_ref(), version.as_ref())
        });
        self.dependencies = dependencies.collect();
        self
    }

    /// Starts the distribution for the whole process: it becomes what the unit values (such as
    /// `LumigoLayer`) find, and its provider and propagator become the global ones of OpenTelemetry.
    ///
    /// Never fails. When the process has one already, that is reported and the first one's handle is
    /// returned.
    pub fn init(self) -> Lumigo {
        let _one_at_a_time = registry::begin_start();
        if let Some(first) = registry::handle() {
            diagnostics::warn("initialised a second time: the first one's handle is returned");
            return first;
        }
        let (lumigo, report) = self.start();
        registry::enter(&lumigo);
        set_globals(lumigo.core());
        if let Some(report) = report.filter(|_| registry::is_first_report()) {
            report.send_in_background();
        }
        lumigo
    }

    /// Starts the distribution for those alone who are given the handle: tests, and hosts with two
    /// pipelines. Nothing global changes.
    pub fn build(self) -> Lumigo {
        self.start().0
    }
}

impl std::fmt::Debug for LumigoBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The token and the variables may be secret.
        f.debug_struct("LumigoBuilder")
            .field("service_name", &self.service_name)
            .finish_non_exhaustive()
    }
}
