//! An axum router, and who watches it.

mod noop;
mod request;

pub use request::{answer, request};

use crate::order;
use crate::pipeline::Pipeline;
use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use axum_tracing_opentelemetry::middleware::OtelAxumLayer;
use lumigo_opentelemetry::{Lumigo, LumigoLayer};
use noop::NoopLayer;
use opentelemetry::trace::TracerProvider;
use opentelemetry_instrumentation_tower::http::server::LayerBuilder;
use tower_http::trace::TraceLayer;
use tracing::Subscriber;
use tracing_opentelemetry::OpenTelemetryLayer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::{EnvFilter, fmt, registry};

const NO_PAYLOADS: (&str, &str) = ("LUMIGO_CAPTURE_PAYLOADS", "false");
const FILTER: (&str, &str) = (
    "LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX_SERVER",
    r#"["^/users/"]"#,
);

/// The router within a contender.
///
/// # Panics
///
/// When there is no such contender.
pub fn watched(contender: &str, sink: &str) -> (Router, Pipeline) {
    let router = router();
    match contender {
        "bare" => (router, Pipeline::None),
        "noop" => (router.layer(NoopLayer), Pipeline::None),
        "tower-http-text" => {
            let level = tracing::Level::DEBUG;
            let text = fmt().with_max_level(level).with_writer(std::io::sink);
            subscribe(text.finish());
            (router.layer(TraceLayer::new_for_http()), Pipeline::None)
        }
        "tower-http-otel" => {
            let pipeline = bridged("info,tower_http=debug", sink);
            (router.layer(TraceLayer::new_for_http()), pipeline)
        }
        "otel-tower" => {
            let pipeline = Pipeline::Sdk(Pipeline::sdk(sink));
            let layer = LayerBuilder::builder().with_metrics(false).build();
            (router.layer(layer.expect("a layer")), pipeline)
        }
        "axum-tracing" => {
            let pipeline = bridged("info,otel::tracing=trace", sink);
            (router.layer(OtelAxumLayer::default()), pipeline)
        }
        "lumigo" => by(Pipeline::lumigo(sink, &[NO_PAYLOADS])),
        "lumigo-captured" => by(Pipeline::lumigo(sink, &[])),
        "lumigo-filtered" => by(Pipeline::lumigo(sink, &[FILTER])),
        "lumigo-off" => by(Pipeline::lumigo(sink, &[("LUMIGO_SWITCH_OFF", "true")])),
        "lumigo-uninitialised" => (router.layer(LumigoLayer), Pipeline::None),
        _ => panic!("no contender {contender}"),
    }
}

fn by(lumigo: Lumigo) -> (Router, Pipeline) {
    let router = router().layer(LumigoLayer);
    (router, Pipeline::Lumigo(Box::new(lumigo)))
}

/// Spans of `tracing` go through the SDK.
fn bridged(filter: &str, sink: &str) -> Pipeline {
    let provider = Pipeline::sdk(sink);
    let layer = OpenTelemetryLayer::new(provider.tracer("bench"));
    subscribe(registry().with(EnvFilter::new(filter)).with(layer));
    Pipeline::Sdk(provider)
}

fn subscribe(subscriber: impl Subscriber + Send + Sync) {
    tracing::subscriber::set_global_default(subscriber).expect("the only subscriber");
}

fn router() -> Router {
    Router::new()
        .route("/users/{id}", get(user))
        .route("/orders", post(order::take))
}

async fn user(Path(id): Path<u64>) -> String {
    format!("{{\"id\":{id}}}")
}
