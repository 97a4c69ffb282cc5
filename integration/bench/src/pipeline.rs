//! What carries the spans away.

use lumigo_opentelemetry::Lumigo;
use opentelemetry::global;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use std::time::Duration;

/// For more than any contender leaves behind.
const LONG: Duration = Duration::from_secs(120);

/// What carries the spans of a contender to the sink.
pub enum Pipeline {
    /// It makes no spans.
    None,
    /// The batch processor and the exporter of the SDK.
    Sdk(SdkTracerProvider),
    /// The same in the version that reqwest-tracing needs.
    Older(opentelemetry_sdk_032::trace::SdkTracerProvider),
    /// Ours.
    Lumigo(Box<Lumigo>),
}

impl Pipeline {
    /// The SDK's, with its defaults and `OTEL_BSP_*`. It and the propagator become the global ones.
    #[must_use]
    pub fn sdk(sink: &str) -> SdkTracerProvider {
        let exporter = SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(sink)
            .build()
            .expect("an exporter");
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .build();
        global::set_tracer_provider(provider.clone());
        global::set_text_map_propagator(TraceContextPropagator::new());
        provider
    }

    /// Ours, set up by these variables and no others. It becomes the global one.
    pub fn lumigo(sink: &str, variables: &[(&str, &str)]) -> Lumigo {
        let common = [
            ("LUMIGO_TRACER_TOKEN", "t_bench"),
            ("LUMIGO_ENDPOINT", sink),
        ];
        let variables = common.iter().chain(variables).copied();
        Lumigo::builder().with_variables(variables).init()
    }

    /// Waits until everything has arrived.
    pub fn flush(&self) {
        match self {
            Self::None => {}
            Self::Sdk(provider) => provider.force_flush().expect("a sink that accepts"),
            Self::Older(provider) => provider.force_flush().expect("a sink that accepts"),
            Self::Lumigo(lumigo) => lumigo.force_flush(LONG).expect("a sink that accepts"),
        }
    }

    /// Sends what is left. What is lost is seen at the sink.
    pub fn shutdown(self) {
        match self {
            Self::None => {}
            Self::Sdk(provider) => drop(provider.shutdown_with_timeout(LONG)),
            Self::Older(provider) => drop(provider.shutdown_with_timeout(LONG)),
            Self::Lumigo(lumigo) => drop(lumigo.shutdown_with_timeout(LONG)),
        }
    }
}
