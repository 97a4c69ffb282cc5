//! Bodies pass as they are.

use super::{call, client, get, hyper};
use crate::support::Backend;
use axum::Router;
use axum::body::{Body as AxumBody, Bytes};
use axum::response::Response;
use axum::routing::any;
use http::{Request, Version};
use http_body::Body;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioIo};
use integration::spans::{error_type, text};
use integration::wire::{ChannelBody, read_until, soon};
use lumigo_opentelemetry::LumigoClientLayer;
use lumigo_testing::SpanRecorder;
use std::sync::Mutex;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tower::{Layer, ServiceExt};

#[tokio::test]
async fn a_download_ends_the_span_with_its_last_chunk() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let (chunks, body) = ChannelBody::channel();
    let body = std::sync::Arc::new(Mutex::new(Some(body)));
    let app = Router::new().fallback(move || async move {
        Response::new(AxumBody::new(body.lock().unwrap().take().unwrap()))
    });
    let backend = Backend::with(app).await;
    let response = client(&lumigo)
        .oneshot(get(backend.url("/")))
        .await
        .unwrap();
    let mut body = response.into_body();
    for chunk in ["first ", "second"] {
        chunks.send(Ok(chunk)).unwrap();
        let frame = soon(body.frame()).await.unwrap().unwrap();
        assert_eq!(frame.into_data().unwrap(), chunk);
        assert!(recorder.spans().is_empty());
    }
    drop(chunks);
    assert!(soon(body.frame()).await.is_none());
    let span = recorder.only_span();
    assert_eq!(text(&span, "http.response.body"), Some("first second"));
    assert_eq!(span.events[0].name, "responseStart");
    assert_eq!(error_type(&span), None);
}

#[tokio::test]
async fn a_download_that_is_dropped_is_no_failure() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = Backend::start().await;
    let response = client(&lumigo)
        .oneshot(get(backend.url("/")))
        .await
        .unwrap();
    assert_eq!(response.body().size_hint().exact(), Some(5));
    assert!(recorder.spans().is_empty());
    drop(response);
    assert_eq!(error_type(&recorder.only_span()), None);
}

#[tokio::test]
async fn an_upload_is_sent_and_captured_as_it_is() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let echo = Router::new().fallback(any(|body: String| async { body }));
    let backend = Backend::with(echo).await;
    let body = Full::<Bytes>::from(r#"{"item": "pen", "password": "hunter2"}"#);
    let request = Request::post(backend.url("/")).header("content-type", "application/json");
    let request = request.body(body).unwrap();
    let echoed = call(client(&lumigo), request).await.unwrap();
    assert_eq!(echoed.len(), 38);
    assert_eq!(backend.only_headers()["content-length"], "38");
    let span = recorder.only_span();
    let masked = r#"{"item": "pen", "password": "****"}"#;
    assert_eq!(text(&span, "http.request.body"), Some(masked));
    assert_eq!(text(&span, "http.response.body"), Some(masked));
    assert_eq!(span.attributes["http.request.body.size"], 38);
    assert!(!format!("{span:?}").contains("hunter2"), "{span:?}");
}

#[tokio::test]
async fn an_upload_is_sent_chunk_by_chunk() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let echo = Router::new().fallback(any(|body: AxumBody| async { body }));
    let backend = Backend::with(echo).await;
    let (chunks, body) = ChannelBody::channel();
    let http = LumigoClientLayer::bind(&lumigo).layer(hyper());
    chunks.send(Ok("first")).unwrap();
    let request = Request::post(backend.url("/")).body(body).unwrap();
    let mut echoed = soon(http.oneshot(request)).await.unwrap().into_body();
    for next in [Some("second"), None] {
        let frame = soon(echoed.frame()).await.unwrap().unwrap();
        assert!(["first", "second"].contains(&str::from_utf8(frame.data_ref().unwrap()).unwrap()));
        if let Some(next) = next {
            chunks.send(Ok(next)).unwrap();
        }
    }
    drop(chunks);
    assert!(soon(echoed.frame()).await.is_none());
    let span = recorder.only_span();
    assert_eq!(text(&span, "http.request.body"), Some("firstsecond"));
}

#[tokio::test]
async fn http_2_is_told() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = Backend::start().await;
    let http = Client::builder(TokioExecutor::new())
        .http2_only(true)
        .build_http();
    let http = LumigoClientLayer::bind(&lumigo).layer(http);
    let response = http.oneshot(get(backend.url("/"))).await.unwrap();
    assert_eq!(response.version(), Version::HTTP_2);
    response.into_body().collect().await.unwrap();
    let span = recorder.only_span();
    assert_eq!(text(&span, "network.protocol.version"), Some("2"));
}

/// The span ends with the handshake, the connection is the host's.
#[tokio::test]
async fn an_upgrade_is_left_alone() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut stream, _) = soon(listener.accept()).await.unwrap();
        read_until(&mut stream, "\r\n\r\n").await;
        let head = "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n";
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(b"hello").await.unwrap();
    });
    let mut request = get(url);
    let headers = request.headers_mut();
    headers.insert("connection", "upgrade".parse().unwrap());
    headers.insert("upgrade", "x".parse().unwrap());
    let response = soon(client(&lumigo).oneshot(request)).await.unwrap();
    let span = recorder.only_span();
    assert_eq!(span.attributes["http.response.status_code"], 101);
    assert_eq!(error_type(&span), None);
    let upgraded = soon(hyper::upgrade::on(response)).await.unwrap();
    let mut word = [0; 5];
    soon(TokioIo::new(upgraded).read_exact(&mut word))
        .await
        .unwrap();
    assert_eq!(&word, b"hello");
    server.await.unwrap();
}
