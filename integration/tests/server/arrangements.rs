//! Services inside of the layer that name the type of the request's body: the layer leaves it as it is.

use crate::support::{answer, body};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn, from_fn_with_state, map_request};
use axum::response::Response;
use axum::routing::post;
use integration::spans::text;
use lumigo_opentelemetry::LumigoLayer;
use lumigo_opentelemetry::tower::BoundLumigoLayer;
use lumigo_testing::SpanRecorder;
use std::convert::Infallible;
use std::time::Duration;
use tower::util::BoxCloneSyncService;
use tower::{BoxError, ServiceBuilder, ServiceExt};
use tower_http::trace::TraceLayer;

async fn pass(request: Request, next: Next) -> Response {
    next.run(request).await
}

async fn pass_with(State(()): State<()>, request: Request, next: Next) -> Response {
    next.run(request).await
}

/// A router with the layer, and within it what an arrangement puts there.
fn arrangements(layer: &BoundLumigoLayer) -> [Router; 7] {
    let app = || Router::new().route("/orders", post(|body: String| async { body }));
    let traced = || ServiceBuilder::new().layer(layer.clone());
    let spans = TraceLayer::new_for_http().make_span_with(|_: &Request| tracing::Span::none());
    let boxed: BoxCloneSyncService<Request, Response, Infallible> =
        BoxCloneSyncService::new(app().into_service().map_response(|response| response));
    [
        app().layer(traced().layer(from_fn(pass))),
        app().layer(traced().layer(from_fn_with_state((), pass_with))),
        app().layer(traced().layer(spans)),
        app().layer(traced().map_request(|request: Request<Body>| request)),
        app().layer(traced().layer(map_request(|request: Request| async { request }))),
        app().layer(
            traced()
                .layer(axum::error_handling::HandleErrorLayer::new(
                    |_: BoxError| async { StatusCode::GATEWAY_TIMEOUT },
                ))
                .timeout(Duration::from_secs(60)),
        ),
        Router::new().fallback_service(traced().service(boxed)),
    ]
}

#[tokio::test]
async fn each_has_its_span_and_payload() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    for (place, app) in arrangements(&LumigoLayer::bind(&lumigo))
        .into_iter()
        .enumerate()
    {
        recorder.clear();
        let request = "POST /orders HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\
            Content-Type: application/json\r\nContent-Length: 18\r\n\r\n{\"token\":\"hunter\"}";
        let answer = answer(app, request).await;
        assert_eq!(body(&answer), r#"{"token":"hunter"}"#, "{place}");
        let span = recorder.only_span();
        assert_eq!(
            text(&span, "http.request.body"),
            Some(r#"{"token":"****"}"#),
            "{place}"
        );
    }
}
