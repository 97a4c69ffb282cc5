//! The response's status: a server has failed at 5xx, and not at 4xx.

use crate::support::{answer, get};
use axum::Router;
use axum::routing::get as on_get;
use http::StatusCode;
use integration::spans::error_type;
use lumigo_opentelemetry::LumigoLayer;
use lumigo_testing::SpanRecorder;

#[tokio::test]
async fn only_a_5xx_is_an_error() {
    for (code, expected) in [
        (200, None),
        (204, None),
        (304, None),
        (400, None),
        (404, None),
        (429, None),
        (499, None),
        (500, Some("500")),
        (503, Some("503")),
        (599, Some("599")),
        (600, None),
        (999, None),
    ] {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo();
        let status = StatusCode::from_u16(code).unwrap();
        let app = Router::new()
            .route("/", on_get(move || async move { status }))
            .layer(LumigoLayer::bind(&lumigo));
        answer(app, get("/", "")).await;
        let span = recorder.only_span();
        assert_eq!(span.attributes["http.response.status_code"], code);
        assert_eq!(error_type(&span), expected, "{code}");
    }
}
