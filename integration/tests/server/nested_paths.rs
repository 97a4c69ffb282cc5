//! A layer within a nested router: axum shows it the rest of the path alone.

use crate::support::{answer, get, status};
use axum::Router;
use axum::routing::get as on_get;
use integration::spans::text;
use lumigo_opentelemetry::{Lumigo, LumigoLayer};
use lumigo_testing::SpanRecorder;

fn nested(lumigo: &Lumigo) -> Router {
    let inner = Router::new()
        .route("/orders/{id}", on_get(|| async {}))
        .route("/health", on_get(|| async {}))
        .layer(LumigoLayer::bind(lumigo));
    Router::new().nest("/api", inner)
}

#[tokio::test]
async fn the_path_is_the_one_that_the_client_has_sent() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let answer = answer(
        nested(&lumigo),
        get("/api/orders/7?page=2&token=hunter2", ""),
    )
    .await;
    assert_eq!(status(&answer), 200);
    let span = recorder.only_span();
    assert_eq!(span.name, "GET /api/orders/{id}");
    assert_eq!(text(&span, "url.path"), Some("/api/orders/7"));
    assert_eq!(text(&span, "url.query"), Some("page=2&token=****"));
}

#[tokio::test]
async fn filters_see_the_path_that_the_client_has_sent() {
    for (filter, expected) in [
        (r#"["^/api/health$"]"#, ""),
        (r#"["^/health$"]"#, "SERVER GET /api/health"),
    ] {
        let recorder = SpanRecorder::new();
        let variable = ("LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX_SERVER", filter);
        let lumigo = recorder.lumigo_with(&[variable]);
        answer(nested(&lumigo), get("/api/health", "")).await;
        assert_eq!(recorder.tree(), expected, "{filter}");
    }
}
