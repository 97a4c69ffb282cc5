//! Panics of the host: noted, and passed on as if the layer were not there.

use crate::clients::{empty, http2, read};
use crate::support::{answer, get, status};
use axum::Router;
use axum::body::Body;
use axum::response::Response;
use axum::routing::get as on_get;
use bytes::Bytes;
use http_body::Frame;
use integration::spans::error_type;
use integration::wire::{TestServer, exchange};
use lumigo_opentelemetry::LumigoLayer;
use lumigo_testing::SpanRecorder;
use std::convert::Infallible;
use std::future::Ready;
use std::pin::Pin;
use std::task::{Context, Poll};
use tower::{Layer, service_fn};
use tower_http::catch_panic::CatchPanicLayer;

async fn panics() {
    tokio::task::yield_now().await;
    panic!("on purpose");
}

#[tokio::test]
async fn of_a_handler() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let app = Router::new().route("/", on_get(panics));
    let with = answer(app.clone().layer(LumigoLayer::bind(&lumigo)), get("/", "")).await;
    assert_eq!(with, answer(app, get("/", "")).await);
    assert_eq!(
        status(&with),
        0,
        "the connection is closed without an answer"
    );
    let span = recorder.only_span();
    assert_eq!(error_type(&span), Some("panic"));
    assert_eq!(span.attribute("http.response.status_code"), None);
}

#[tokio::test]
async fn that_are_caught_inside_of_the_layer_are_answers() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let app = Router::new()
        .route("/", on_get(panics))
        .layer(CatchPanicLayer::new());
    let with = answer(app.clone().layer(LumigoLayer::bind(&lumigo)), get("/", "")).await;
    assert_eq!(with, answer(app, get("/", "")).await);
    let span = recorder.only_span();
    assert_eq!(error_type(&span), Some("500"));
    assert_eq!(span.attributes["http.response.status_code"], 500);
}

#[tokio::test]
async fn that_are_caught_outside_of_the_layer_are_panics() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let app = || Router::new().route("/", on_get(panics));
    let with = app()
        .layer(LumigoLayer::bind(&lumigo))
        .layer(CatchPanicLayer::new());
    let with = answer(with, get("/", "")).await;
    assert_eq!(
        with,
        answer(app().layer(CatchPanicLayer::new()), get("/", "")).await
    );
    assert_eq!(status(&with), 500);
    let span = recorder.only_span();
    assert_eq!((&*span.name, error_type(&span)), ("GET /", Some("panic")));
    assert_eq!(span.attribute("http.response.status_code"), None);
}

#[tokio::test]
async fn of_one_stream_leave_the_others_alone() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let app = Router::new()
        .route("/", on_get(panics))
        .route("/ok", on_get(|| async { "ok" }));
    let server = TestServer::start(app.layer(LumigoLayer::bind(&lumigo))).await;
    let mut client = http2(&server).await;
    let panicked = client.send_request(empty("GET", "http://a.example/")).await;
    assert!(panicked.is_err());
    let answer = client
        .send_request(empty("GET", "http://a.example/ok"))
        .await
        .unwrap();
    assert_eq!(read(answer).await.unwrap().to_bytes(), "ok");
    drop(client);
    server.stop().await;
    assert_eq!(error_type(&recorder.span_named("GET /")), Some("panic"));
    assert_eq!(error_type(&recorder.span_named("GET /ok")), None);
}

#[tokio::test]
async fn of_a_service_before_it_has_a_future() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let service = service_fn(
        |_: http::Request<_>| -> Ready<Result<Response, Infallible>> { panic!("on purpose") },
    );
    let service = LumigoLayer::bind(&lumigo).layer(service);
    assert_eq!(answer(service, get("/", "")).await, "");
    assert_eq!(error_type(&recorder.only_span()), Some("panic"));
}

struct Panicking;

impl http_body::Body for Panicking {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        panic!("on purpose")
    }
}

#[tokio::test]
async fn of_a_response_body() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let handler = || async { Response::new(Body::new(Panicking)) };
    let app = Router::new().route("/", on_get(handler));
    let with = answer(app.clone().layer(LumigoLayer::bind(&lumigo)), get("/", "")).await;
    assert_eq!(with, answer(app, get("/", "")).await);
    let span = recorder.only_span();
    assert_eq!(error_type(&span), Some("panic"));
    assert_eq!(span.attributes["http.response.status_code"], 200);
}

#[tokio::test]
async fn is_not_seen_by_the_next_request() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let app = Router::new()
        .route("/", on_get(|| async {}))
        .route("/panic", on_get(panics))
        .layer(LumigoLayer::bind(&lumigo));
    let server = TestServer::start(app).await;
    for path in ["/panic", "/", "/panic", "/"] {
        exchange(server.address(), get(path, "")).await;
    }
    server.stop().await;
    let spans = recorder.spans();
    assert_eq!(spans.len(), 4);
    for span in spans {
        let expected = (span.name == "GET /panic").then_some("panic");
        assert_eq!(error_type(&span), expected);
        assert!(span.is_root());
    }
}
