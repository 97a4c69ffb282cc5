use super::{Lumigo, registry};
use crate::config::env::Environment;
use crate::config::{Batching, Config};
use crate::core::Core;
use crate::dependencies::{Dependency, DependencyReport};
use crate::diagnostics::{self, Diagnostics, Started};
use crate::export::{Exports, SPANS, SpanDump};
use crate::filter::PatternList;
use crate::logs::Logs;
#[cfg(feature = "metrics")]
use crate::metrics::AddReader;
use crate::metrics::Metrics;
use crate::processor::Gate;
use crate::propagation::w3c_propagator;
use crate::resource::resource;
use crate::sampler::EndpointSampler;
use opentelemetry::{KeyValue, global};
use opentelemetry_sdk::Resource;
#[cfg(feature = "metrics")]
use opentelemetry_sdk::metrics::reader::MetricReader;
use opentelemetry_sdk::trace::{
    BatchConfigBuilder, BatchSpanProcessor, Sampler, SdkTracerProvider, SpanExporter, SpanProcessor,
};
use opentelemetry_semantic_conventions::resource::SERVICE_NAME;
use std::borrow::Borrow;
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
    environment: Environment,
    token: Option<String>,
    endpoint: Option<String>,
    service_name: Option<String>,
    framework: Option<String>,
    resource_attributes: Vec<KeyValue>,
    /// Made when the distribution starts: one that is switched off starts no thread of theirs.
    processors: Vec<MakeProcessor>,
    #[cfg(feature = "metrics")]
    metric_readers: Vec<AddReader>,
    filters: Filters,
    dependencies: Vec<Dependency>,
}

type MakeProcessor = Box<dyn FnOnce(&Batching) -> Box<dyn SpanProcessor> + Send>;

#[derive(Default)]
struct Filters {
    general: Option<Vec<String>>,
    server: Option<Vec<String>>,
    client: Option<Vec<String>>,
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

    /// Sets the token of your Lumigo project. Default: `LUMIGO_TRACER_TOKEN`; without one nothing is
    /// exported, wherever to. One that cannot be a header is reported and ignored.
    pub fn with_token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Sets the URL that spans are posted to, as it is: no path is appended. Default:
    /// `LUMIGO_ENDPOINT`, else Lumigo's own. What is no http or https URL is reported and ignored.
    /// Any backend that takes OTLP over HTTP will do; a token must be set all the same.
    pub fn with_endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Some(endpoint.into());
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
        self.metric_readers
            .push(Box::new(|provider| provider.with_reader(reader)));
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
        if !lumigo.core().switched_off {
            global::set_tracer_provider(lumigo.tracer_provider().clone());
            global::set_text_map_propagator(w3c_propagator());
            #[cfg(feature = "metrics")]
            if lumigo.core().metrics.are_read() {
                global::set_meter_provider(lumigo.meter_provider().clone());
            }
        }
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

    fn start(mut self) -> (Lumigo, Option<DependencyReport>) {
        let config = self.config();
        for problem in &config.problems {
            diagnostics::warn(problem);
        }
        if config.switch_off {
            return (switched_off(config), None);
        }
        let name = self
            .service_name
            .map(|name| KeyValue::new(SERVICE_NAME, name));
        self.resource_attributes.extend(name);
        let resource = resource(&config, self.framework, self.resource_attributes);
        let batching = &config.span_batching;
        let mut processors: Vec<_> = self
            .processors
            .into_iter()
            .map(|make| make(batching))
            .collect();
        for processor in &mut processors {
            processor.set_resource(&resource);
        }
        warn_without_exports(&config, !processors.is_empty());
        let dump = config.span_dump.as_ref();
        let (routes, batching) = (config.span_routes(), &config.span_batching);
        let gate = Gate::new(
            dump.and_then(|target| SpanDump::open(target, &resource)),
            Exports::start(&SPANS, routes, batching, &resource, config.debug),
            processors,
            config.limits.clone(),
        );
        let logs = Logs::start(&config, &resource);
        #[cfg(feature = "metrics")]
        let metrics = Metrics::start(
            &config.metrics,
            &resource,
            self.metric_readers,
            config.debug,
        );
        #[cfg(not(feature = "metrics"))]
        let metrics = Metrics::start(&config.metrics);
        let report = DependencyReport::new(&config, &resource, self.dependencies);
        (assemble(config, gate, logs, metrics, resource), report)
    }

    fn config(&mut self) -> Config {
        let mut config = Config::read(&self.environment);
        if let Some(token) = self.token.take() {
            config.set_token(token);
        }
        if let Some(endpoint) = self.endpoint.take() {
            config.set_endpoint(endpoint);
        }
        let filters = std::mem::take(&mut self.filters);
        config.drop_duplicates();
        for (list, patterns, name) in [
            (
                &mut config.filter.general,
                filters.general,
                "with_filtered_endpoints",
            ),
            (
                &mut config.filter.server,
                filters.server,
                "with_filtered_server_endpoints",
            ),
            (
                &mut config.filter.client,
                filters.client,
                "with_filtered_client_endpoints",
            ),
        ] {
            if let Some(patterns) = patterns {
                *list = PatternList::compile(name, &patterns, &mut config.problems);
            }
        }
        config
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

fn assemble(
    mut config: Config,
    gate: Gate,
    logs: Logs,
    metrics: Metrics,
    resource: Resource,
) -> Lumigo {
    let started = Started {
        spans_to: gate.exports.names(),
        dumps_spans: gate.dumps(),
        logs_to: logs.outlet.exports.names(),
        dumps_logs: logs.outlet.dumps(),
        metrics_to: metrics.names(),
        metric_readers: metrics.readers(),
        host_processors: gate.host_processors(),
    };
    let summary = Diagnostics::new(&config, started);
    diagnostics::debug(config.debug, &summary);
    let filter = Arc::new(std::mem::take(&mut config.filter));
    let sampler = EndpointSampler::new(Arc::clone(&filter), Arc::clone(&gate.counters));
    let provider = SdkTracerProvider::builder()
        .with_resource(resource)
        .with_sampler(sampler)
        .with_span_limits(config.limits.while_recording())
        .with_span_processor(gate.clone())
        .build();
    Lumigo::new(Core::new(
        config, provider, gate, logs, metrics, filter, summary,
    ))
}

fn switched_off(config: Config) -> Lumigo {
    let gate = Gate::new(None, Exports::default(), Vec::new(), config.limits.clone());
    let provider = SdkTracerProvider::builder()
        .with_sampler(Sampler::AlwaysOff)
        .build();
    let summary = Diagnostics::new(&config, Started::default());
    diagnostics::debug(config.debug, &summary);
    let (logs, metrics, filter) = (Logs::default(), Metrics::default(), Arc::default());
    Lumigo::new(Core::new(
        config, provider, gate, logs, metrics, filter, summary,
    ))
}

/// A processor of the SDK for an exporter of the host.
fn batch_processor(
    exporter: impl SpanExporter + 'static,
    batching: &Batching,
) -> BatchSpanProcessor {
    let mut config = BatchConfigBuilder::default().with_scheduled_delay(batching.delay);
    if let Some(size) = batching.queue_size {
        config = config.with_max_queue_size(size);
    }
    if let Some(size) = batching.batch_size {
        config = config.with_max_export_batch_size(size);
    }
    let builder = BatchSpanProcessor::builder(exporter);
    builder.with_batch_config(config.build()).build()
}

/// Says that nothing leaves when nobody has said where to. A host with a processor or a dump does
/// without on purpose.
fn warn_without_exports(config: &Config, has_processors: bool) {
    let is_told = config.token.is_some()
        || config.span_exporters.is_set
        || config.log_exporters.is_set
        || config.metrics.exporters.is_set;
    let dumps = config.span_dump.is_some() || config.makes_logs() && config.log_dump.is_some();
    let would_export = config.enable_traces || config.enable_logs;
    if is_told || has_processors || dumps || !would_export {
        return;
    }
    diagnostics::warn(
        "LUMIGO_TRACER_TOKEN is not set: nothing is exported; for another backend, set OTEL_TRACES_EXPORTER",
    );
}
