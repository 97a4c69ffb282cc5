//! A span ends when the response body has ended, in whichever way that is.

use crate::support::{answer, body, get, recorded};
use axum::Router;
use axum::body::Body;
use axum::response::Response;
use axum::routing::get as on_get;
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use integration::spans::error_type;
use integration::wire::{ChannelBody, Chunks, TestServer, connect, read_to_end, read_until};
use lumigo_opentelemetry::{Lumigo, LumigoLayer};
use lumigo_testing::SpanRecorder;
use std::any::type_name;
use std::io;
use std::sync::Mutex;
use tower::ServiceExt;

/// Makes a response of a body.
type Respond = fn(ChannelBody) -> Response;

/// A server that streams one response, fed by the test.
async fn streaming(lumigo: &Lumigo, response: Respond) -> (Chunks, TestServer) {
    let (chunks, body) = ChannelBody::channel();
    let body = Mutex::new(Some(body));
    let handler = move || {
        let body = body.lock().unwrap().take().unwrap();
        async move { response(body) }
    };
    let handler = std::sync::Arc::new(handler);
    let app = Router::new().route("/", on_get(move || handler()));
    let app = app.layer(LumigoLayer::bind(lumigo));
    (chunks, TestServer::start(app).await)
}

fn plain(body: ChannelBody) -> Response {
    Response::new(Body::new(body))
}

#[tokio::test]
async fn a_streamed_body_ends_it_with_its_last_chunk() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let (chunks, server) = streaming(&lumigo, plain).await;
    let mut client = connect(server.address(), get("/", "")).await;
    for chunk in ["first", "second"] {
        chunks.send(Ok(chunk)).unwrap();
        read_until(&mut client, &format!("{chunk}\r\n")).await;
        assert!(recorder.spans().is_empty(), "more is to come");
    }
    drop(chunks);
    assert_eq!(read_to_end(client).await, b"0\r\n\r\n");
    server.stop().await;
    assert_eq!(error_type(&recorder.only_span()), None);
}

#[tokio::test]
async fn a_body_with_a_content_length_ends_it_with_its_last_byte() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let (chunks, server) = streaming(&lumigo, |body| {
        let response = Response::builder().header("content-length", 11);
        response.body(Body::new(body)).unwrap()
    })
    .await;
    let mut client = connect(server.address(), "GET / HTTP/1.1\r\n\r\n").await;
    chunks.send(Ok("first")).unwrap();
    read_until(&mut client, "first").await;
    assert!(recorder.spans().is_empty(), "more is to come");
    chunks.send(Ok("second")).unwrap();
    read_until(&mut client, "second").await;
    // The connection stays open, and the body could still be fed.
    recorded(&recorder, 1).await;
    drop(client);
    server.stop().await;
    assert_eq!(error_type(&recorder.only_span()), None);
    drop(chunks);
}

#[tokio::test]
async fn a_body_that_is_known_to_be_over_ends_it_before_it_is_dropped() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let app = Router::new().route("/", on_get(|| async { "whole" }));
    let app = app.layer(LumigoLayer::bind(&lumigo));
    let response = app.oneshot(Request::new(Body::empty())).await.unwrap();
    let mut body = response.into_body();
    assert!(recorder.spans().is_empty(), "nothing is read yet");
    let frame = body.frame().await.unwrap().unwrap();
    assert_eq!(frame.into_data().unwrap(), "whole");
    // Nobody polls a body of known length past its last byte.
    assert_eq!(recorder.only_span().name, "GET /");
    drop(body);
    assert_eq!(recorder.spans().len(), 1);
}

#[tokio::test]
async fn a_response_whose_body_is_not_sent_ends_it_at_once() {
    let responses: [(&str, Respond); 4] = [
        ("HEAD", plain),
        ("GET", |body| with_status(StatusCode::NO_CONTENT, body)),
        ("GET", |body| with_status(StatusCode::NOT_MODIFIED, body)),
        ("GET", |_| Response::new(Body::empty())),
    ];
    for (method, response) in responses {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo();
        let (chunks, server) = streaming(&lumigo, response).await;
        let mut client = connect(server.address(), format!("{method} / HTTP/1.1\r\n\r\n")).await;
        let head = read_until(&mut client, "\r\n\r\n").await;
        recorded(&recorder, 1).await;
        drop(client);
        server.stop().await;
        let span = recorder.only_span();
        assert_eq!(span.name, format!("{method} /"));
        assert_eq!(error_type(&span), None, "{head}");
        drop(chunks);
    }
}

fn with_status(status: StatusCode, body: ChannelBody) -> Response {
    let mut response = plain(body);
    *response.status_mut() = status;
    response
}

#[tokio::test]
async fn an_error_of_the_body_is_the_error_type() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let (chunks, server) = streaming(&lumigo, plain).await;
    chunks.send(Ok("first")).unwrap();
    chunks.send(Err(io::ErrorKind::TimedOut.into())).unwrap();
    let answer = read_to_end(connect(server.address(), get("/", "")).await).await;
    assert!(
        !answer.ends_with(b"0\r\n\r\n"),
        "the client sees it as well"
    );
    server.stop().await;
    let span = recorder.only_span();
    assert_eq!(error_type(&span), Some(type_name::<axum::Error>()));
    assert_eq!(span.attributes["http.response.status_code"], 200);
}

#[tokio::test]
async fn an_error_of_the_body_after_a_5xx_keeps_the_status_as_error_type() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let (chunks, server) =
        streaming(&lumigo, |body| with_status(StatusCode::BAD_GATEWAY, body)).await;
    chunks.send(Err(io::ErrorKind::TimedOut.into())).unwrap();
    read_to_end(connect(server.address(), get("/", "")).await).await;
    server.stop().await;
    let span = recorder.only_span();
    assert_eq!(error_type(&span), Some("502"));
    assert_eq!(span.duplicate_keys, Vec::<String>::new());
}

#[tokio::test]
async fn the_layer_changes_neither_the_framing_nor_the_body() {
    let responses: [fn() -> Response; 4] = [
        || Response::new(Body::from("a body of known length")),
        || Response::new(Body::empty()),
        || {
            let (chunks, body) = ChannelBody::channel();
            chunks.send(Ok("of unknown length")).unwrap();
            plain(body)
        },
        || {
            let response = Response::builder().status(304).header("content-length", 7);
            response.body(Body::empty()).unwrap()
        },
    ];
    for response in responses {
        for method in ["GET", "HEAD"] {
            let request = get("/", "").replace("GET", method);
            let app = || Router::new().route("/", on_get(move || async move { response() }));
            let recorder = SpanRecorder::new();
            let lumigo = recorder.lumigo();
            let with = answer(app().layer(LumigoLayer::bind(&lumigo)), &request).await;
            assert_eq!(with, answer(app(), &request).await);
            assert!(body(&with).is_empty() || method == "GET");
            assert_eq!(error_type(&recorder.only_span()), None);
        }
    }
}
