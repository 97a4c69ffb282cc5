//! The response's status: for a client, 4xx is a failure too.

use crate::support::{Backend, client};
use axum::Router;
use http::StatusCode;
use integration::spans::error_type;
use lumigo_testing::SpanRecorder;

#[tokio::test]
async fn a_4xx_or_5xx_is_an_error_and_nothing_else() {
    for (code, expected) in [
        (200, None),
        (204, None),
        (304, None),
        (399, None),
        (400, Some("400")),
        (404, Some("404")),
        (499, Some("499")),
        (500, Some("500")),
        (503, Some("503")),
        (599, Some("599")),
        (600, None),
    ] {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo();
        let status = StatusCode::from_u16(code).unwrap();
        let backend = Backend::with(Router::new().fallback(move || async move { status })).await;
        let response = client(&lumigo).get(backend.url("/")).send().await.unwrap();
        assert_eq!(response.status(), status);
        let span = recorder.only_span();
        assert_eq!(span.attributes["http.response.status_code"], code);
        assert_eq!(error_type(&span), expected, "{code}");
    }
}
