//! Clients that do not wait for the answer.

use crate::support::get;
use axum::Router;
use axum::body::Body;
use axum::response::Response;
use axum::routing::get as on_get;
use integration::spans::error_type;
use integration::wire::{ChannelBody, TestServer, connect, never, read_until, soon};
use lumigo_opentelemetry::LumigoLayer;
use lumigo_testing::SpanRecorder;
use tokio::sync::mpsc;

#[tokio::test]
async fn a_handler_whose_client_has_gone_is_cancelled() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let (never, mut starts) = never();
    let app = Router::new()
        .route("/", never)
        .layer(LumigoLayer::bind(&lumigo));
    let server = TestServer::start(app).await;
    let client = connect(server.address(), get("/", "")).await;
    soon(starts.recv()).await.unwrap();
    drop(client);
    server.stop().await;
    let span = recorder.only_span();
    assert_eq!(span.name, "GET /");
    assert_eq!(error_type(&span), Some("cancelled"));
    assert_eq!(span.attribute("http.response.status_code"), None);
}

#[tokio::test]
async fn a_body_that_nobody_reads_to_its_end_still_ends_the_span() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let (bodies, mut chunks) = mpsc::unbounded_channel();
    let handler = move || async move {
        let (chunks, body) = ChannelBody::channel();
        bodies.send(chunks).unwrap();
        Response::new(Body::new(body))
    };
    let app = Router::new()
        .route("/", on_get(handler))
        .layer(LumigoLayer::bind(&lumigo));
    let server = TestServer::start(app).await;
    let mut client = connect(server.address(), get("/", "")).await;
    let chunks = soon(chunks.recv()).await.unwrap();
    chunks.send(Ok("first")).unwrap();
    read_until(&mut client, "first\r\n").await;
    assert!(recorder.spans().is_empty());
    drop(client);
    server.stop().await;
    assert!(chunks.is_closed());
    assert_eq!(
        recorder.only_span().attributes["http.response.status_code"],
        200
    );
}
