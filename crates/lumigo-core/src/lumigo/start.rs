//! From a builder to a running distribution.

use super::builder::{MakeProcessor, MakeProvider};
use super::{Lumigo, LumigoBuilder};
use crate::config::{Batching, Config};
use crate::core::Core;
use crate::dependencies::DependencyReport;
use crate::diagnostics::{self, Diagnostics, Started};
use crate::export::{Exports, SPANS, SpanDump};
use crate::filter::{EndpointFilter, PatternList};
use crate::logs::Logs;
use crate::metrics::Metrics;
use crate::pass_through::pass_through_provider;
use crate::processor::Gate;
use crate::propagation::Propagation;
use crate::resource::resource;
use crate::sampler::EndpointSampler;
use opentelemetry::{KeyValue, global};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{
    BatchConfigBuilder, BatchSpanProcessor, SdkTracerProvider, SpanExporter,
};
use opentelemetry_semantic_conventions::resource::SERVICE_NAME;
use std::sync::Arc;
use std::time::Duration;

/// What the SDK's batch processor holds when no variable says otherwise.
const SDK_QUEUE_SIZE: usize = 2048;
const SDK_BATCH_SIZE: usize = 512;

impl LumigoBuilder {
    pub(super) fn start(mut self) -> (Lumigo, Option<DependencyReport>) {
        let mut config = self.config();
        for problem in &config.problems {
            diagnostics::warn(problem);
        }
        if config.switch_off || config.sdk_disabled {
            return (recording_nothing(config), None);
        }
        let name = self
            .service_name
            .map(|name| KeyValue::new(SERVICE_NAME, name));
        self.resource_attributes.extend(name);
        let resource = resource(&config, self.framework, self.resource_attributes);
        let gate = gate(&config, &resource, self.processors);
        let logs = Logs::start(&config, &resource);
        #[cfg(feature = "metrics")]
        let metrics = Metrics::start(&config, &resource, self.metric_readers);
        #[cfg(feature = "metrics")]
        metrics.observe(&gate, &logs);
        #[cfg(not(feature = "metrics"))]
        let metrics = Metrics::start(&config);
        let others = !logs.outlet.exports.is_empty() || metrics.are_read();
        warn_without_exports(&config, gate.host_processors() > 0, others);
        let report = DependencyReport::new(&config, &resource, self.dependencies);
        let summary = summary(&config, &gate, &logs, &metrics);
        let filter = Arc::new(std::mem::take(&mut config.filter));
        let has_hosts_provider = self.make_provider.is_some();
        let provider = provider(&config, &gate, &filter, resource, self.make_provider);
        let core = Core {
            has_hosts_provider,
            ..Core::new(config, provider, gate, logs, metrics, filter, summary)
        };
        (Lumigo::new(core), report)
    }

    fn config(&mut self) -> Config {
        let mut config = Config::read(&self.environment);
        if let Some(token) = self.token.take() {
            config.set_token(token);
        }
        if let Some(endpoint) = self.endpoint.take() {
            config.set_endpoint(endpoint);
        }
        if let Some(bytes) = self.buffer_bytes {
            config.set_buffer_bytes(bytes);
        }
        if !self.propagators.is_empty() {
            config.propagation = Propagation::of_host(std::mem::take(&mut self.propagators));
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

/// Starts the ways out of spans.
fn gate(config: &Config, resource: &Resource, processors: Vec<MakeProcessor>) -> Gate {
    let batching = &config.spans.batching;
    let processors = processors.into_iter().map(|make| {
        let mut processor = make(batching);
        processor.set_resource(resource);
        processor
    });
    let processors = processors.collect();
    let dump = config.span_dump.as_ref();
    Gate::new(
        dump.and_then(|target| SpanDump::open(target, resource)),
        Exports::start(&SPANS, config.span_routes(), batching, resource, config),
        processors,
        config.limits.clone(),
    )
}

/// Sums up what was started, and says it in debug mode.
fn summary(config: &Config, gate: &Gate, logs: &Logs, metrics: &Metrics) -> Diagnostics {
    let started = Started {
        spans_to: gate.exports.names(),
        dumps_spans: gate.dumps(),
        logs_to: logs.outlet.exports.names(),
        dumps_logs: logs.outlet.dumps(),
        metrics_to: metrics.names(),
        metric_readers: metrics.readers(),
        host_processors: gate.host_processors(),
    };
    let summary = Diagnostics::new(config, started);
    diagnostics::debug(config.debug, &summary);
    summary
}

/// The provider of tracers: ours, or what the host makes of it.
fn provider(
    config: &Config,
    gate: &Gate,
    filter: &Arc<EndpointFilter>,
    resource: Resource,
    make: Option<MakeProvider>,
) -> SdkTracerProvider {
    let sampler = EndpointSampler::new(Arc::clone(filter), Arc::clone(&gate.counters));
    let builder = SdkTracerProvider::builder()
        .with_resource(resource)
        .with_sampler(sampler)
        .with_span_limits(config.limits.while_recording())
        .with_span_processor(gate.clone());
    let Some(make) = make else {
        return builder.build();
    };
    let provider = make(builder);
    if !gate.is_shared() {
        diagnostics::warn(
            "with_tracer_provider: the provider was not built from the builder given, so nothing is exported",
        );
    }
    provider
}

pub(super) fn set_globals(core: &Core) {
    if core.switched_off {
        return;
    }
    if !core.sdk_disabled {
        global::set_tracer_provider(core.provider.clone());
        #[cfg(feature = "metrics")]
        if core.metrics.are_read() {
            global::set_meter_provider(core.metrics.provider.clone());
        }
    }
    global::set_text_map_propagator(core.propagation.shared());
}

fn recording_nothing(config: Config) -> Lumigo {
    let gate = Gate::new(None, Exports::default(), Vec::new(), config.limits.clone());
    let provider = pass_through_provider();
    let summary = Diagnostics::new(&config, Started::default());
    diagnostics::debug(config.debug, &summary);
    let (logs, metrics, filter) = (Logs::default(), Metrics::default(), Arc::default());
    Lumigo::new(Core::new(
        config, provider, gate, logs, metrics, filter, summary,
    ))
}

/// A processor of the SDK for an exporter of the host.
pub(super) fn batch_processor(
    exporter: impl SpanExporter + 'static,
    batching: &Batching,
) -> BatchSpanProcessor {
    // All of it is said: the defaults look at the process. Without a pause the processor never rests.
    let queue_size = batching.queue_size.unwrap_or(SDK_QUEUE_SIZE);
    let batch_size = batching.batch_size.unwrap_or(SDK_BATCH_SIZE);
    let config = BatchConfigBuilder::default()
        .with_scheduled_delay(batching.delay.max(Duration::from_millis(1)))
        .with_max_queue_size(queue_size)
        .with_max_export_batch_size(batch_size.min(queue_size));
    let builder = BatchSpanProcessor::builder(exporter);
    builder.with_batch_config(config.build()).build()
}

/// Says that no spans leave when nobody has said where to. A host with a processor or a dump does without
/// on purpose.
fn warn_without_exports(config: &Config, has_processors: bool, others: bool) {
    let is_told = config.token.is_some() || config.spans.exporters.is_set;
    let dumps = config.span_dump.is_some() || config.makes_logs() && config.log_dump.is_some();
    let would_export = config.enable_traces || config.enable_logs;
    if is_told || has_processors || dumps || !would_export {
        return;
    }
    let what = if others { "no spans are" } else { "nothing is" };
    match config.otlp_endpoint {
        Some(name) => diagnostics::warn(format_args!(
            "{name} is set, but {what} exported: set OTEL_TRACES_EXPORTER=otlp as well"
        )),
        None => diagnostics::warn(format_args!(
            "LUMIGO_TRACER_TOKEN is not set: {what} exported; for another backend, set OTEL_TRACES_EXPORTER=otlp"
        )),
    }
}
