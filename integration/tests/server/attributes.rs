//! What a span says about a request: exactly this, in exactly these words.

use crate::support::{answer, body, get, orders};
use http::Method;
use integration::spans::attributes;
use integration::wire::{connect, read_to_end, soon};
use lumigo_opentelemetry::LumigoLayer;
use lumigo_opentelemetry::opentelemetry::trace::{SpanKind, Status};
use lumigo_testing::{SpanRecorder, TestSpan};
use serde_json::json;
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// The request headers of `get`.
const FEW: &str = r#"{"host":"shop.example","connection":"close"}"#;
/// The response headers of a handler that answers text.
const TEXT: &str = r#"{"content-type":"text/plain; charset=utf-8"}"#;

#[tokio::test]
async fn a_routed_request_has_the_stable_attributes_and_no_others() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let app = orders().layer(LumigoLayer::bind(&lumigo));
    let request = "GET /orders/7?page=2&password=hunter2&Token=t_1 HTTP/1.1\r\n\
        Host: shop.example:8080\r\nUser-Agent: curl/8.5\r\nAccept: */*\r\nX-Secret: hunter2\r\n\
        Connection: close\r\n\r\n";

    assert_eq!(body(&answer(app, request).await), "order");

    let span = recorder.only_span();
    assert_eq!(
        (&*span.name, &span.kind),
        ("GET /orders/{id}", &SpanKind::Server)
    );
    assert_eq!(span.status, Status::Unset);
    assert!(span.is_root());
    assert_eq!(span.scope_name, "lumigo-tower");
    let request_headers = "{\"host\":\"shop.example:8080\",\"user-agent\":\"curl/8.5\",\
        \"accept\":\"*/*\",\"x-secret\":\"****\",\"connection\":\"close\"}";
    let expected = json!({
        "http.request.headers": request_headers,
        "http.request.method": "GET",
        "http.response.body": "order",
        "http.response.body.size": 5,
        "http.response.headers": TEXT,
        "http.response.status_code": 200,
        "http.route": "/orders/{id}",
        "network.protocol.version": "1.1",
        "server.address": "shop.example",
        "server.port": 8080,
        "url.path": "/orders/7",
        "url.query": "page=2&password=****&Token=****",
        "url.scheme": "http",
        "user_agent.original": "curl/8.5",
    });
    assert_eq!(attributes(&span), expected);
}

#[tokio::test]
async fn a_request_that_says_little_has_few_attributes() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let app = orders().layer(LumigoLayer::bind(&lumigo));
    answer(app, get("/", "")).await;
    let expected = json!({
        "http.request.headers": FEW,
        "http.request.method": "GET",
        "http.response.headers": "{}",
        "http.response.status_code": 404,
        "network.protocol.version": "1.1",
        "server.address": "shop.example",
        "url.path": "/",
        "url.scheme": "http",
    });
    assert_eq!(attributes(&recorder.only_span()), expected);
}

/// The span of a `GET` with these headers to axum's own server, and the port that it came from.
async fn served_by_axum(headers: &str) -> (TestSpan, u16) {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let app = orders().layer(LumigoLayer::bind(&lumigo));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let service = app.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(async {
        stopped.await.unwrap_or_default();
    });
    let server = tokio::spawn(server.into_future());

    let stream = connect(address, get("/orders/7", headers)).await;
    let port = stream.local_addr().unwrap().port();
    read_to_end(stream).await;
    drop(stop);
    soon(server).await.unwrap().unwrap();
    (recorder.only_span(), port)
}

#[tokio::test]
async fn with_connect_info_the_client_has_an_address() {
    let (span, port) = served_by_axum("").await;
    let expected = json!({
        "client.address": "127.0.0.1",
        "http.request.headers": FEW,
        "http.request.method": "GET",
        "http.response.body": "order",
        "http.response.body.size": 5,
        "http.response.headers": TEXT,
        "http.response.status_code": 200,
        "http.route": "/orders/{id}",
        "network.peer.address": "127.0.0.1",
        "network.peer.port": port,
        "network.protocol.version": "1.1",
        "server.address": "shop.example",
        "url.path": "/orders/7",
        "url.scheme": "http",
    });
    assert_eq!(attributes(&span), expected);
}

#[tokio::test]
async fn with_connect_info_a_proxy_on_the_same_machine_is_believed() {
    let headers = "X-Forwarded-For: 198.51.100.7\r\nX-Forwarded-Proto: https\r\n";
    let (span, port) = served_by_axum(headers).await;
    for (key, value) in [
        ("client.address", json!("198.51.100.7")),
        ("network.peer.address", json!("127.0.0.1")),
        ("network.peer.port", json!(port)),
        ("server.address", json!("shop.example")),
        ("url.scheme", json!("https")),
    ] {
        assert_eq!(span.attributes[key], value, "{key}");
    }
}

#[tokio::test]
async fn an_unknown_method_is_other_and_its_original_is_kept() {
    for method in ["PURGE", "get", "M-SEARCH", &"X".repeat(300)] {
        assert!(Method::from_bytes(method.as_bytes()).is_ok());
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo();
        let app = orders().layer(LumigoLayer::bind(&lumigo));
        answer(app, get("/orders/7", "").replacen("GET", method, 1)).await;
        let span = recorder.only_span();
        assert_eq!(span.name, "HTTP /orders/{id}");
        let expected = json!({
            "http.request.headers": FEW,
            "http.request.method": "_OTHER",
            "http.request.method_original": method,
            "http.response.headers": "{}",
            "http.response.status_code": 405,
            "http.route": "/orders/{id}",
            "network.protocol.version": "1.1",
            "server.address": "shop.example",
            "url.path": "/orders/7",
            "url.scheme": "http",
        });
        assert_eq!(attributes(&span), expected);
    }
}
