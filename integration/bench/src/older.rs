//! The OpenTelemetry that reqwest-tracing injects headers by.

use opentelemetry_032::global;
use opentelemetry_032::trace::TracerProvider;
use opentelemetry_otlp_032::{Protocol, SpanExporter, WithExportConfig};
use opentelemetry_sdk_032::propagation::TraceContextPropagator;
use opentelemetry_sdk_032::trace::SdkTracerProvider;
use tracing_opentelemetry_033::OpenTelemetryLayer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::{EnvFilter, registry};

/// Exports the spans of `tracing` as [`Pipeline::sdk`](crate::pipeline::Pipeline::sdk) does.
pub(crate) fn export(sink: &str) -> SdkTracerProvider {
    let exporter = SpanExporter::builder()
        .with_http()
        .with_protocol(Protocol::HttpBinary)
        .with_endpoint(sink)
        .build()
        .expect("an exporter");
    let provider = SdkTracerProvider::builder()
        .with_batch_exporter(exporter)
        .build();
    global::set_text_map_propagator(TraceContextPropagator::new());
    let subscriber = registry()
        .with(EnvFilter::new("info"))
        .with(OpenTelemetryLayer::new(provider.tracer("bench")));
    tracing::subscriber::set_global_default(subscriber).expect("the only subscriber");
    provider
}
