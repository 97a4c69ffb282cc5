//! HTTP/2 with prior knowledge: streams of one connection.

use crate::clients::{self, empty, http2};
use crate::support::{orders, recorded};
use axum::Router;
use axum::body::Body;
use axum::routing::{get as on_get, post};
use bytes::Bytes;
use http::Request;
use http_body_util::BodyExt;
use hyper::client::conn::http2::SendRequest;
use integration::spans::{attributes, error_type, work};
use integration::wire::{TestServer, never, soon};
use lumigo_opentelemetry::LumigoLayer;
use lumigo_testing::SpanRecorder;
use serde_json::json;
use std::convert::Infallible;
use std::future::pending;
use std::sync::Arc;
use tokio::sync::{Barrier, mpsc};
use tokio::task::JoinSet;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::UnboundedReceiverStream;

async fn read(mut client: SendRequest<Body>, uri: &str, traceparent: &str) -> Bytes {
    let request = Request::get(uri).header("traceparent", traceparent);
    let response = client.send_request(request.body(Body::empty()).unwrap());
    clients::read(soon(response).await.unwrap())
        .await
        .unwrap()
        .to_bytes()
}

#[tokio::test]
async fn the_authority_is_the_server_s_address() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let server = TestServer::start(orders().layer(LumigoLayer::bind(&lumigo))).await;
    let client = http2(&server).await;
    let body = read(client, "https://shop.example:8443/orders/7?sig=x", "").await;
    assert_eq!(body, "order");
    server.stop().await;
    let expected = json!({
        "http.request.headers": r#"{"traceparent":""}"#,
        "http.request.method": "GET",
        "http.response.body": "order",
        "http.response.body.size": 5,
        "http.response.headers": r#"{"content-type":"text/plain; charset=utf-8"}"#,
        "http.response.status_code": 200,
        "http.route": "/orders/{id}",
        "network.protocol.version": "2",
        "server.address": "shop.example",
        "server.port": 8443,
        "url.path": "/orders/7",
        "url.query": "sig=****",
        "url.scheme": "https",
    });
    assert_eq!(attributes(&recorder.only_span()), expected);
}

#[tokio::test]
async fn concurrent_streams_keep_to_their_traces() {
    const STREAMS: usize = 6;
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let (host, barrier) = (lumigo.clone(), Arc::new(Barrier::new(STREAMS)));
    let handler = move || async move {
        barrier.wait().await;
        work(&host, "work");
    };
    let app = Router::new()
        .route("/", on_get(handler))
        .layer(LumigoLayer::bind(&lumigo));
    let server = TestServer::start(app).await;
    let client = http2(&server).await;
    let mut streams = JoinSet::new();
    for number in 1..=STREAMS {
        let client = client.clone();
        let caller = format!("00-{number:032x}-00f067aa0ba902b7-01");
        streams.spawn(async move { read(client, "http://shop.example/", &caller).await });
    }
    streams.join_all().await;
    server.stop().await;
    let tree = recorder.tree();
    let traces: Vec<_> = tree.split("\n\n").collect();
    assert_eq!(
        traces,
        ["SERVER GET / (parent missing)\n  INTERNAL work"; STREAMS]
    );
}

#[tokio::test]
async fn a_stream_that_its_client_resets_is_cancelled_and_others_go_on() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let (never, mut starts) = never();
    let app = orders()
        .route("/never", never)
        .layer(LumigoLayer::bind(&lumigo));
    let server = TestServer::start(app).await;
    let mut client = http2(&server).await;
    let request = empty("GET", "http://shop.example/never");
    let response = tokio::spawn(client.send_request(request));
    soon(starts.recv()).await.unwrap();
    response.abort();
    let cancelled = recorded(&recorder, 1).await;
    assert_eq!(error_type(&cancelled[0]), Some("cancelled"));
    assert_eq!(
        read(client, "http://shop.example/orders/7", "").await,
        "order"
    );
    server.stop().await;
    assert_eq!(recorder.spans().len(), 2);
    assert_eq!(error_type(&recorder.span_named("GET /orders/{id}")), None);
}

/// A body that its sender feeds.
fn fed() -> (mpsc::UnboundedSender<&'static str>, Body) {
    let (chunks, body) = mpsc::unbounded_channel();
    let body = UnboundedReceiverStream::new(body).map(Ok::<_, Infallible>);
    (chunks, Body::from_stream(body))
}

#[tokio::test]
async fn a_stream_that_its_client_resets_half_way_through_the_answer_is_cancelled() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let (bodies, mut feeds) = mpsc::channel(1);
    let handler = move || async move {
        let (chunks, body) = fed();
        bodies.send(chunks).await.unwrap();
        body
    };
    let app = Router::new().route("/", on_get(handler));
    let server = TestServer::start(app.layer(LumigoLayer::bind(&lumigo))).await;
    let mut client = http2(&server).await;
    let response = client.send_request(empty("GET", "http://shop.example/"));
    let mut response = soon(response).await.unwrap();
    let chunks = soon(feeds.recv()).await.unwrap();
    chunks.send("first").unwrap();
    let frame = soon(response.body_mut().frame()).await.unwrap().unwrap();
    assert_eq!(frame.into_data().unwrap(), "first");
    assert_eq!(recorder.tree(), "");
    drop(response);
    let span = &recorded(&recorder, 1).await[0];
    assert_eq!(error_type(span), Some("cancelled"));
    assert_eq!(span.attributes["http.response.status_code"], 200);
    assert_eq!(span.attributes["http.response.body.size"], 5);
    drop(client);
    server.stop().await;
    assert!(chunks.is_closed());
}

#[tokio::test]
async fn a_request_whose_client_resets_its_body_is_cancelled() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let (half, mut halves) = mpsc::channel(1);
    let handler = move |body: Body| async move {
        let mut body = body.into_data_stream();
        assert_eq!(body.next().await.unwrap().unwrap(), "half");
        half.send(()).await.unwrap();
        assert!(body.next().await.unwrap().is_err());
        pending::<()>().await;
    };
    let app = Router::new().route("/", post(handler));
    let server = TestServer::start(app.layer(LumigoLayer::bind(&lumigo))).await;
    let mut client = http2(&server).await;
    let (chunks, body) = fed();
    chunks.send("half").unwrap();
    let request = Request::post("http://shop.example/").body(body).unwrap();
    let response = tokio::spawn(client.send_request(request));
    soon(halves.recv()).await.unwrap();
    response.abort();
    let span = &recorded(&recorder, 1).await[0];
    // The body broke off first; then nobody waited for the answer any more.
    assert_eq!(error_type(span), Some("cancelled"));
    assert_eq!(span.attributes["http.request.body.size"], 4);
    drop(client);
    server.stop().await;
}
