//! HTTP/2 with prior knowledge: streams of one connection.

use crate::clients::{self, empty, http2};
use crate::support::{orders, recorded};
use axum::Router;
use axum::body::Body;
use axum::routing::get as on_get;
use bytes::Bytes;
use http::Request;
use hyper::client::conn::http2::SendRequest;
use integration::spans::{attributes, error_type, work};
use integration::wire::{TestServer, never, soon};
use lumigo_opentelemetry::LumigoLayer;
use lumigo_testing::SpanRecorder;
use serde_json::json;
use std::sync::Arc;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

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
