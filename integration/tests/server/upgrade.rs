//! Connections that become something else: the handshake is the request.

use crate::host::Host;
use crate::support::recorded;
use axum::Router;
use axum::body::Body;
use axum::extract::WebSocketUpgrade;
use axum::extract::ws::{Message, WebSocket};
use axum::response::Response;
use axum::routing::any;
use http::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use integration::spans::{error_type, work};
use integration::wire::{TestServer, connect, read_until, send};
use lumigo_opentelemetry::{Lumigo, LumigoLayer};
use lumigo_testing::{SpanRecorder, TestSpan};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const HANDSHAKE: &str = "GET / HTTP/1.1\r\nHost: shop.example\r\nConnection: Upgrade\r\n\
    Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

#[track_caller]
fn assert_switched(span: &TestSpan, name: &str) {
    assert_eq!(span.name, name);
    assert_eq!(span.attributes["http.response.status_code"], 101);
    assert_eq!(error_type(span), None);
    assert_eq!(span.attribute("http.response.body.size"), None);
    assert!(span.events.is_empty());
}

/// Says everything again.
async fn echo(mut socket: WebSocket) {
    while let Some(Ok(message @ Message::Text(_))) = socket.recv().await {
        socket.send(message).await.unwrap();
    }
}

/// A frame of text as a client sends it: masked, here with zeros.
fn frame(text: &str) -> Vec<u8> {
    let length = u8::try_from(text.len()).unwrap();
    let head = [0x81, 0x80 | length, 0, 0, 0, 0];
    [&head, text.as_bytes()].concat()
}

#[tokio::test]
async fn a_web_socket_s_span_ends_with_the_handshake() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let upgrade = |upgrade: WebSocketUpgrade| async { upgrade.on_upgrade(echo) };
    let app = Router::new().route("/", any(upgrade));
    let server = TestServer::start(app.layer(LumigoLayer::bind(&lumigo))).await;
    let mut client = connect(server.address(), HANDSHAKE).await;
    let head = read_until(&mut client, "\r\n\r\n").await;
    assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
    let spans = recorded(&recorder, 1).await;
    assert_switched(&spans[0], "GET /");
    for text in ["hello", "again"] {
        send(&mut client, frame(text)).await;
        read_until(&mut client, text).await;
    }
    drop(client);
    server.stop().await;
    assert_eq!(recorder.spans(), spans);
}

/// Switches to a protocol that says one line again.
async fn switch(lumigo: Lumigo, request: Request<Body>) -> Response {
    let upgraded = hyper::upgrade::on(request);
    tokio::spawn(async move {
        let mut connection = TokioIo::new(upgraded.await.unwrap());
        let mut line = [0; 5];
        connection.read_exact(&mut line).await.unwrap();
        work(&lumigo, "upgraded");
        connection.write_all(&line).await.unwrap();
    });
    let response = Response::builder().status(StatusCode::SWITCHING_PROTOCOLS);
    let response = response
        .header("connection", "upgrade")
        .header("upgrade", "line");
    response.body(Body::empty()).unwrap()
}

#[tokio::test]
async fn another_protocol_s_span_ends_with_the_handshake() {
    for host in Host::ALL {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo();
        let own = lumigo.clone();
        let handler = move |request| switch(own.clone(), request);
        let server = host.serve(LumigoLayer::bind(&lumigo), handler).await;
        let request = "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: line\r\n\r\n";
        let mut client = connect(server.address(), request).await;
        read_until(&mut client, "\r\n\r\n").await;
        let spans = recorded(&recorder, 1).await;
        assert_switched(&spans[0], &host.name("GET"));
        send(&mut client, "hello").await;
        read_until(&mut client, "hello").await;
        drop(client);
        server.stop().await;
        // What is spawned is of no trace, unless it is told otherwise.
        assert!(recorder.span_named("upgraded").is_root());
    }
}

#[tokio::test]
async fn a_refused_handshake_is_an_answer_like_any_other() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let upgrade = |upgrade: WebSocketUpgrade| async { upgrade.on_upgrade(echo) };
    let app = Router::new()
        .route("/", any(upgrade))
        .layer(LumigoLayer::bind(&lumigo));
    let request = crate::support::get("/", "");
    let answer = crate::support::answer(app, request).await;
    let span = recorder.only_span();
    assert_eq!(crate::support::status(&answer), 400);
    assert_eq!(span.attributes["http.response.status_code"], 400);
    assert_eq!(error_type(&span), None);
}
