//! Responses that never reach the client, because somebody outside of the layer has a better one.

use crate::support::{answer, body, get, orders, status};
use axum::middleware::map_response;
use http::StatusCode;
use integration::spans::error_type;
use lumigo_opentelemetry::LumigoLayer;
use lumigo_testing::SpanRecorder;

#[tokio::test]
async fn a_response_that_is_replaced_is_no_cancelled_one() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let app = orders()
        .layer(LumigoLayer::bind(&lumigo))
        .layer(map_response(|_: axum::response::Response| async {
            (StatusCode::IM_A_TEAPOT, "another")
        }));
    let answer = answer(app, get("/orders/7", "")).await;
    assert_eq!((status(&answer), body(&answer)), (418, "another"));
    let span = recorder.only_span();
    assert_eq!(error_type(&span), None);
    assert_eq!(span.attributes["http.response.status_code"], 200);
    assert_eq!(span.attribute("http.response.body"), None);
}
