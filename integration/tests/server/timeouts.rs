//! Handlers that take too long for somebody.

use crate::host::Host;
use crate::support::{answer, get, status};
use axum::Router;
use axum::body::Body;
use axum::error_handling::HandleErrorLayer;
use axum::response::Response;
use axum::routing::get as on_get;
use http::{Request, StatusCode};
use integration::spans::error_type;
use integration::wire::exchange;
use lumigo_opentelemetry::LumigoLayer;
use lumigo_opentelemetry::tower::BoundLumigoLayer;
use lumigo_testing::{SpanRecorder, TestSpan};
use std::any::type_name;
use std::convert::Infallible;
use std::future::pending;
use std::time::Duration;
use tower::timeout::TimeoutLayer;
use tower::{BoxError, ServiceBuilder, service_fn};
use tower_http::timeout::{ResponseBodyTimeoutLayer, TimeoutLayer as AnswerLayer};

/// Too short for a handler that never answers, however fast or slow the machine is.
const LIMIT: Duration = Duration::from_millis(5);

fn answers_408() -> AnswerLayer {
    AnswerLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, LIMIT)
}

fn answers_503() -> AnswerLayer {
    AnswerLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LIMIT)
}

fn route() -> Router {
    Router::new().route("/", on_get(pending::<()>))
}

/// The span of a request to what `app` makes of the layer, and the status of the answer.
async fn span(app: impl FnOnce(BoundLumigoLayer) -> Router) -> (TestSpan, u16) {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let answer = answer(app(LumigoLayer::bind(&lumigo)), get("/", "")).await;
    let span = recorder.only_span();
    assert_eq!(span.name, "GET /");
    (span, status(&answer))
}

#[tokio::test]
async fn a_time_out_outside_cancels() {
    let as_status = |_: BoxError| async { StatusCode::GATEWAY_TIMEOUT };
    let of_tower = ServiceBuilder::new()
        .layer(HandleErrorLayer::new(as_status))
        .layer(TimeoutLayer::new(LIMIT));
    for (answered, expected) in [
        (
            span(|layer| route().layer(layer).layer(of_tower)).await,
            504,
        ),
        (
            span(|layer| route().layer(layer).layer(answers_408())).await,
            408,
        ),
    ] {
        let (span, status) = answered;
        assert_eq!(status, expected);
        assert_eq!(error_type(&span), Some("cancelled"));
        assert_eq!(span.attribute("http.response.status_code"), None);
    }
}

#[tokio::test]
async fn a_time_out_inside_is_its_answer() {
    for (answered, expected, error) in [
        (
            span(|layer| route().layer(answers_408()).layer(layer)).await,
            408,
            None,
        ),
        (
            span(|layer| route().layer(answers_503()).layer(layer)).await,
            503,
            Some("503"),
        ),
    ] {
        let (span, status) = answered;
        assert_eq!(status, expected);
        assert_eq!(span.attributes["http.response.status_code"], expected);
        assert_eq!(error_type(&span), error);
    }
}

#[tokio::test]
async fn a_time_out_inside_that_is_an_error_is_the_error() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let service = ServiceBuilder::new()
        .layer(LumigoLayer::bind(&lumigo))
        .layer(TimeoutLayer::new(LIMIT))
        .service(service_fn(|_| pending::<Result<Response, Infallible>>()));
    assert_eq!(answer(service, get("/", "")).await, "");
    let span = recorder.only_span();
    assert_eq!(error_type(&span), Some("timeout"));
    assert_eq!(span.attribute("http.response.status_code"), None);
}

/// Answers with a body that does not go on.
async fn stalls(_: Request<Body>) -> Response {
    Response::new(Body::from_stream(tokio_stream::pending::<
        Result<String, Infallible>,
    >()))
}

#[tokio::test]
async fn a_time_out_of_the_body_inside_is_an_error_of_the_body() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let app = Router::new().route("/", on_get(stalls));
    let app = app
        .layer(ResponseBodyTimeoutLayer::new(LIMIT))
        .layer(LumigoLayer::bind(&lumigo));
    answer(app, get("/", "")).await;
    let span = recorder.only_span();
    assert_eq!(error_type(&span), Some(type_name::<axum::Error>()));
    assert_eq!(span.attributes["http.response.status_code"], 200);
}

#[tokio::test]
async fn a_time_out_of_the_body_outside_cancels() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let app = Router::new().route("/", on_get(stalls));
    let app = app
        .layer(LumigoLayer::bind(&lumigo))
        .layer(ResponseBodyTimeoutLayer::new(LIMIT));
    answer(app, get("/", "")).await;
    let span = recorder.only_span();
    assert_eq!(error_type(&span), Some("cancelled"));
    assert_eq!(span.attributes["http.response.status_code"], 200);
}

#[tokio::test]
async fn a_handler_that_stops_waiting_itself_is_no_error() {
    for host in Host::ALL {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo();
        let server = host.serve(LumigoLayer::bind(&lumigo), gives_up).await;
        exchange(server.address(), get("/", "")).await;
        server.stop().await;
        assert_eq!(error_type(&recorder.only_span()), None);
    }
}

async fn gives_up(_: Request<Body>) -> Response {
    let late = tokio::time::timeout(LIMIT, pending::<()>()).await;
    Response::new(Body::from(late.unwrap_err().to_string()))
}
