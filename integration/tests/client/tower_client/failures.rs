//! Requests that fail.

use super::{call, client, get, hyper};
use crate::faulty::{End, Fault, FaultyServer};
use crate::support::Backend;
use axum::Router;
use axum::routing::any;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{Client, Error};
use hyper_util::rt::TokioExecutor;
use integration::spans::error_type;
use integration::wire::{ChannelBody, never, soon};
use lumigo_opentelemetry::LumigoClientLayer;
use lumigo_opentelemetry::tower::RequestBody;
use lumigo_testing::SpanRecorder;
use std::future::pending;
use std::io;
use std::net::Ipv4Addr;
use std::time::Duration;
use tokio::net::TcpSocket;
use tower::timeout::TimeoutLayer;
use tower::{BoxError, Layer, ServiceBuilder, ServiceExt, service_fn};

#[tokio::test]
async fn an_answer_that_is_not_in_order_says_what_was_wrong() {
    let head = |header: &str, body: &str| format!("HTTP/1.1 200 OK\r\n{header}\r\n\r\n{body}");
    let [known, chunked] = ["content-length: 10", "transfer-encoding: chunked"];
    for (answer, end, expected) in [
        (String::new(), End::Closed, "connection_closed"),
        (String::new(), End::Reset, "connection_reset"),
        ("garbage\r\n\r\n".to_owned(), End::Stalled, "request"),
        (head(known, "one"), End::Closed, "connection_closed"),
        (head(known, "one"), End::Reset, "connection_reset"),
        (
            head(chunked, "3\r\none\r\n"),
            End::Closed,
            "connection_closed",
        ),
        (head(chunked, "zz\r\n"), End::Stalled, "body"),
    ] {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo();
        let server = FaultyServer::start(Fault::new(&*answer, end)).await;
        let error = call(client(&lumigo), get(server.url())).await.unwrap_err();
        let found = recorder.only_span();
        assert_eq!(
            error_type(&found),
            Some(expected),
            "{answer} {end:?} {error:?}"
        );
    }
}

#[tokio::test]
async fn a_request_that_cannot_be_sent_says_why() {
    // Bound but not listening: refuses, and nobody else gets the port meanwhile.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let refusing = format!("http://{}/", socket.local_addr().unwrap());
    let nobody = format!("http://{}.test/", "a".repeat(64));
    let backend = Backend::start().await;
    let mut elsewhere = HttpConnector::new();
    // An address for documentation: no machine has it.
    elsewhere.set_local_address(Some(Ipv4Addr::new(192, 0, 2, 1).into()));
    for (connector, url, expected) in [
        (HttpConnector::new(), refusing, "connection_refused"),
        (HttpConnector::new(), nobody, "name_resolution_error"),
        (elsewhere, backend.url("/"), "connect"),
        (HttpConnector::new(), "/".to_owned(), "request"),
    ] {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo();
        let http = Client::builder(TokioExecutor::new()).build(connector);
        let http = LumigoClientLayer::bind(&lumigo).layer(http);
        let error = call(http, get(&url)).await.unwrap_err();
        assert!(error.is::<Error>(), "it is the client's own");
        let span = recorder.only_span();
        assert_eq!(error_type(&span), Some(expected), "{url} {error:?}");
    }
}

#[tokio::test]
async fn an_upload_that_breaks_off_is_a_body_error() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = Backend::with(Router::new().fallback(any(|_: String| async {}))).await;
    let (chunks, body) = ChannelBody::channel();
    chunks.send(Ok("one")).unwrap();
    chunks
        .send(Err(io::ErrorKind::ConnectionReset.into()))
        .unwrap();
    let request = http::Request::post(backend.url("/")).body(body).unwrap();
    let http = LumigoClientLayer::bind(&lumigo).layer(hyper());
    soon(http.oneshot(request)).await.unwrap_err();
    assert_eq!(error_type(&recorder.only_span()), Some("body"));
}

/// Inside of the layer it is an outcome; outside of it, somebody has given up.
#[tokio::test]
async fn a_timeout_layer_is_seen_for_what_it_does() {
    let timeout = || TimeoutLayer::new(Duration::from_millis(300));
    let (handler, mut asks) = never();
    let backend = Backend::with(Router::new().fallback_service(handler)).await;
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let layer = || LumigoClientLayer::bind(&lumigo);

    let inside = ServiceBuilder::new().layer(layer()).layer(timeout());
    let error = call(inside.service(hyper()), get(backend.url("/"))).await;
    assert!(error.unwrap_err().is::<tower::timeout::error::Elapsed>());
    assert_eq!(error_type(&recorder.only_span()), Some("timeout"));
    recorder.clear();

    let outside = ServiceBuilder::new().layer(timeout()).layer(layer());
    let error: BoxError = call(outside.service(hyper()), get(backend.url("/")))
        .await
        .unwrap_err();
    assert!(error.is::<tower::timeout::error::Elapsed>());
    assert_eq!(error_type(&recorder.only_span()), Some("cancelled"));
    asks.recv().await.unwrap();
}

#[tokio::test]
async fn a_call_that_is_dropped_before_the_head_is_cancelled() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let (handler, mut asks) = never();
    let backend = Backend::with(Router::new().fallback_service(handler)).await;
    tokio::select! {
        _ = call(client(&lumigo), get(backend.url("/"))) => panic!("it is never answered"),
        _ = soon(asks.recv()) => (),
    }
    let span = recorder.only_span();
    assert_eq!(error_type(&span), Some("cancelled"));
    assert_eq!(span.attribute("http.response.status_code"), None);
}

#[tokio::test]
async fn a_timer_of_the_runtime_s_is_a_timeout() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let slow = service_fn(|_: Request<_>| async {
        let answer = pending::<Result<Response<Full<Bytes>>, BoxError>>();
        tokio::time::timeout(Duration::ZERO, answer).await?
    });
    let http = LumigoClientLayer::bind(&lumigo).layer(slow);
    call(http, get("http://shop.test/")).await.unwrap_err();
    assert_eq!(error_type(&recorder.only_span()), Some("timeout"));
}

/// A stream is told apart from its connection.
#[tokio::test]
async fn failures_of_http_2_say_what_was_wrong() {
    const SETTINGS: &[u8] = &[0, 0, 0, 4, 0, 0, 0, 0, 0];
    /// `RST_STREAM` of the first stream: `INTERNAL_ERROR`.
    const RESET: &[u8] = &[0, 0, 4, 3, 0, 0, 0, 0, 1, 0, 0, 0, 2];
    /// `GOAWAY` without having looked at any stream: `ENHANCE_YOUR_CALM`.
    const GO: &[u8] = &[0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11];
    for (frame, end, expected) in [
        (&[][..], End::Closed, "connection_closed"),
        (&[][..], End::Reset, "connection_reset"),
        (RESET, End::Stalled, "request"),
        (GO, End::Stalled, "request"),
    ] {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo();
        let fault = Fault::new([SETTINGS, frame].concat(), end);
        let server = FaultyServer::start(fault).await;
        let http = Client::builder(TokioExecutor::new())
            .http2_only(true)
            .build_http();
        let http = LumigoClientLayer::bind(&lumigo).layer(http);
        let error = call(http, get(server.url())).await.unwrap_err();
        let span = recorder.only_span();
        assert_eq!(error_type(&span), Some(expected), "{error:?}");
    }
}

/// The server may have answered by then.
#[tokio::test]
async fn an_upload_that_breaks_off_is_a_body_error_whatever_the_answer() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let lenient = service_fn(|request: Request<RequestBody<ChannelBody>>| async {
        let _ = request.into_body().collect().await;
        Ok::<_, BoxError>(Response::new(Full::<Bytes>::default()))
    });
    let (chunks, body) = ChannelBody::channel();
    chunks.send(Err(io::ErrorKind::Other.into())).unwrap();
    let http = LumigoClientLayer::bind(&lumigo).layer(lenient);
    soon(http.oneshot(Request::new(body))).await.unwrap();
    assert_eq!(error_type(&recorder.only_span()), Some("body"));
}
