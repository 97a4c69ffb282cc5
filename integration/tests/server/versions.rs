//! HTTP/1.0 and connections that are used again.

use crate::support::{answer, body, get, orders};
use integration::wire::{TestServer, connect, exchange, read_to_end, read_until};
use lumigo_opentelemetry::LumigoLayer;
use lumigo_testing::SpanRecorder;

#[tokio::test]
async fn http_1_0_needs_no_host() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let request = "GET /orders/7 HTTP/1.0\r\n\r\n";
    let with = answer(orders().layer(LumigoLayer::bind(&lumigo)), request).await;
    assert_eq!(with, answer(orders(), request).await);
    assert!(with.starts_with("HTTP/1.0 200 "), "{with}");
    assert_eq!(body(&with), "order");
    let span = recorder.only_span();
    assert_eq!(span.name, "GET /orders/{id}");
    assert_eq!(span.attributes["network.protocol.version"], "1.0");
    assert_eq!(span.attribute("server.address"), None);
}

#[tokio::test]
async fn two_requests_of_one_connection_are_two_traces() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let server = TestServer::start(orders().layer(LumigoLayer::bind(&lumigo))).await;
    let request = "GET /orders/7 HTTP/1.1\r\nHost: shop.example\r\n\r\n";
    let mut client = connect(server.address(), request).await;
    read_until(&mut client, "order").await;
    tokio::io::AsyncWriteExt::write_all(&mut client, get("/orders/8", "").as_bytes())
        .await
        .unwrap();
    let second = read_to_end(client).await;
    assert!(second.ends_with(b"order"));
    server.stop().await;
    let spans = recorder.spans();
    let paths: Vec<_> = spans
        .iter()
        .map(|span| &span.attributes["url.path"])
        .collect();
    assert_eq!(paths, ["/orders/7", "/orders/8"]);
    assert!(spans.iter().all(|span| span.is_root()));
    assert_ne!(spans[0].trace_id, spans[1].trace_id);
}

#[tokio::test]
async fn pipelined_requests_have_a_span_each() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let server = TestServer::start(orders().layer(LumigoLayer::bind(&lumigo))).await;
    let request = "GET /orders/7 HTTP/1.1\r\nHost: shop.example\r\n\r\n";
    let requests = format!("{request}{request}{}", get("/orders/7", ""));
    let answers = exchange(server.address(), requests).await;
    assert_eq!(
        String::from_utf8_lossy(&answers).matches("order").count(),
        3
    );
    server.stop().await;
    assert_eq!(recorder.spans().len(), 3);
}
