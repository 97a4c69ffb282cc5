//! Panics of the host: noted, and passed on as if the layer were not there.

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
