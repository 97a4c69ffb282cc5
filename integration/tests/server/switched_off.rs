//! Without an active distribution the layer is not there.

use crate::support::{answer, get};
use axum::Router;
use axum::routing::get as on_get;
use integration::spans::{SAMPLED, current};
use lumigo_opentelemetry::LumigoLayer;
use lumigo_testing::SpanRecorder;
use tower::Layer;

fn app() -> Router {
    Router::new().route("/", on_get(|| async { current() }))
}

#[tokio::test]
async fn a_layer_that_is_switched_off_passes_everything_through() {
    let request = get("/", &format!("traceparent: {SAMPLED}\r\n"));
    let expected = answer(app(), &request).await;
    assert!(expected.ends_with("none"), "the caller's trace is not read");
    for variable in [
        ("LUMIGO_SWITCH_OFF", "true"),
        ("LUMIGO_ENABLE_TRACES", "false"),
        ("LUMIGO_DISABLE_INSTRUMENTATION", "tower"),
        ("LUMIGO_DISABLE_INSTRUMENTATION", "axum"),
        ("LUMIGO_DISABLE_INSTRUMENTATION", "reqwest,tower"),
    ] {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo_with(&[variable]);
        let layer = LumigoLayer::bind(&lumigo);
        assert_eq!(answer(app().layer(layer.clone()), &request).await, expected);
        assert_eq!(answer(layer.layer(app()), &request).await, expected);
        assert!(recorder.spans().is_empty(), "{variable:?}");
    }
}

#[tokio::test]
async fn another_name_does_not_switch_it_off() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo_with(&[("LUMIGO_DISABLE_INSTRUMENTATION", "reqwest")]);
    answer(app().layer(LumigoLayer::bind(&lumigo)), get("/", "")).await;
    assert_eq!(recorder.only_span().name, "GET /");
}

#[tokio::test]
async fn the_unit_value_passes_everything_through_without_init() {
    let request = get("/", &format!("traceparent: {SAMPLED}\r\n"));
    let expected = answer(app(), &request).await;
    assert_eq!(answer(app().layer(LumigoLayer), &request).await, expected);
    assert_eq!(answer(LumigoLayer.layer(app()), &request).await, expected);
}

#[tokio::test]
async fn after_shutdown_requests_are_answered_as_before() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let app = Router::new()
        .route("/", on_get(|| async { "here" }))
        .layer(LumigoLayer::bind(&lumigo));
    let before = answer(app.clone(), get("/", "")).await;
    lumigo.shutdown();
    assert_eq!(answer(app, get("/", "")).await, before);
    assert_eq!(recorder.spans().len(), 1);
}

#[tokio::test]
async fn after_a_shutdown_the_caller_s_trace_passes_through() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let app = app().layer(LumigoLayer::bind(&lumigo));
    let request = get("/", &format!("traceparent: {SAMPLED}\r\n"));
    lumigo.shutdown();
    assert!(answer(app, &request).await.ends_with(SAMPLED));
    assert!(recorder.spans().is_empty());
}
