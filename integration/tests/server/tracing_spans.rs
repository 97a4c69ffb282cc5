//! `tracing` around and inside of the layer, with `tracing-opentelemetry` installed.

use crate::support::{answer, get};
use axum::Router;
use axum::routing::get as on_get;
use integration::spans::{PARENT, SAMPLED, TRACE};
use lumigo_opentelemetry::{Lumigo, LumigoLayer};
use lumigo_testing::SpanRecorder;
use opentelemetry::trace::TracerProvider;
use tower_http::trace::{DefaultMakeSpan, TraceLayer};
use tracing::Level;
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;

/// Makes spans of `tracing` up to this level, on this thread.
fn subscribe(lumigo: &Lumigo, level: LevelFilter) -> DefaultGuard {
    let tracer = lumigo.tracer_provider().tracer("host");
    let layer = tracing_opentelemetry::layer().with_tracer(tracer);
    tracing::subscriber::set_default(tracing_subscriber::registry().with(layer.with_filter(level)))
}

#[tracing::instrument]
async fn load_order() {
    tokio::task::yield_now().await;
}

fn app() -> Router {
    Router::new().route("/", on_get(load_order))
}

macro_rules! trace_layer {
    () => {
        TraceLayer::new_for_http().make_span_with(DefaultMakeSpan::new().level(Level::INFO))
    };
}

#[tokio::test]
async fn a_trace_layer_inside_is_a_child_with_and_without_a_caller() {
    for header in ["", SAMPLED] {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo();
        let _subscribed = subscribe(&lumigo, LevelFilter::INFO);
        let app = app()
            .layer(trace_layer!())
            .layer(LumigoLayer::bind(&lumigo));
        answer(app, get("/", &format!("traceparent: {header}\r\n"))).await;
        let server = recorder.span_named("GET /");
        let request = recorder.span_named("request");
        let load = recorder.span_named("load_order");
        assert_eq!(server.is_root(), header.is_empty());
        assert_eq!(request.parent_span_id, Some(server.span_id));
        assert_eq!(load.parent_span_id, Some(request.span_id));
    }
}

#[tokio::test]
async fn a_trace_layer_outside_is_the_parent_when_there_is_no_caller() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let _subscribed = subscribe(&lumigo, LevelFilter::INFO);
    let app = app()
        .layer(LumigoLayer::bind(&lumigo))
        .layer(trace_layer!());
    answer(app, get("/", "")).await;
    let expected = "INTERNAL request\n  SERVER GET /\n    INTERNAL load_order";
    assert_eq!(recorder.tree(), expected);
}

#[tokio::test]
async fn a_caller_wins_over_a_trace_layer_outside() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let _subscribed = subscribe(&lumigo, LevelFilter::INFO);
    let app = app()
        .layer(LumigoLayer::bind(&lumigo))
        .layer(trace_layer!());
    answer(app, get("/", &format!("traceparent: {SAMPLED}\r\n"))).await;
    let server = recorder.span_named("GET /");
    let of_caller = (&*server.trace_id, server.parent_span_id.as_deref());
    assert_eq!(of_caller, (TRACE, Some(PARENT)));
    // What is inside stays inside, though a `tracing` span is around both.
    let load = recorder.span_named("load_order");
    assert_eq!(load.parent_span_id, Some(server.span_id));
    let request = recorder.span_named("request");
    assert!(request.is_root() && request.trace_id != TRACE);
}

#[tokio::test]
async fn no_level_switches_a_server_span_off() {
    for level in [LevelFilter::OFF, LevelFilter::ERROR, LevelFilter::TRACE] {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo();
        let _subscribed = subscribe(&lumigo, level);
        let app = app().layer(LumigoLayer::bind(&lumigo));
        answer(app, get("/", "")).await;
        assert!(recorder.span_named("GET /").is_root());
    }
}
