//! `OTEL_SEMCONV_STABILITY_OPT_IN`: the names that attributes had before, beside the stable ones.

use crate::support::answer;
use axum::Router;
use axum::routing::any;
use http::{Request, StatusCode};
use integration::spans::attributes;
use lumigo_opentelemetry::LumigoLayer;
use lumigo_opentelemetry::tower::PeerAddr;
use lumigo_testing::{SpanRecorder, TestSpan};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use tower::ServiceBuilder;

/// What the Python distribution was seen to send.
const REFERENCE: &str = include_str!("../../parity/reference/http_server.json");

/// Lumigo's own, which other attributes have made needless.
const OF_PYTHON_ALONE: [&str; 2] = ["http.request.path", "http.request.query_string"];

fn app() -> Router {
    Router::new()
        .route("/hello", any(|| async { "hello" }))
        .route("/raw", any(|_: axum::body::Bytes| async { "raw" }))
        .route("/boom", any(|| async { StatusCode::INTERNAL_SERVER_ERROR }))
}

/// The span of such a request with the variable set to this.
async fn span(opt_in: &str, request: String) -> TestSpan {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo_with(&[("OTEL_SEMCONV_STABILITY_OPT_IN", opt_in)]);
    let service = ServiceBuilder::new()
        .map_request(|mut request: Request<_>| {
            let peer = SocketAddr::from(([127, 0, 0, 1], 50000));
            request.extensions_mut().insert(PeerAddr(peer));
            request
        })
        .service(app().layer(LumigoLayer::bind(&lumigo)));
    answer(service, request).await;
    recorder.only_span()
}

fn object(span: &TestSpan) -> Map<String, Value> {
    match attributes(span) {
        Value::Object(object) => object,
        other => panic!("{other}"),
    }
}

/// The same request as that of a case.
fn request(case: &Value) -> String {
    let request = &case["request"];
    let mut text = format!(
        "{} {} HTTP/1.1\r\nConnection: close\r\n",
        request["method"].as_str().unwrap(),
        request["path"].as_str().unwrap()
    );
    for (name, value) in request["headers"].as_object().unwrap() {
        text += &format!("{name}: {}\r\n", value.as_str().unwrap());
    }
    let length = request["headers"]["Content-Length"].as_str();
    let body = "y".repeat(length.map_or(0, |length| length.parse().unwrap()));
    text + "\r\n" + &body
}

#[tokio::test]
async fn with_both_there_is_every_name_that_python_sends() {
    let reference: Value = serde_json::from_str(REFERENCE).unwrap();
    for case in reference["cases"].as_array().unwrap() {
        let ours = object(&span("http/dup", request(case)).await);
        let theirs = case["span"]["attributes"].as_object().unwrap();
        for (key, value) in theirs {
            if OF_PYTHON_ALONE.contains(&&**key) {
                continue;
            }
            let own = ours.get(key);
            let own = own.unwrap_or_else(|| panic!("{}: no {key} in {ours:#?}", case["name"]));
            // Paths and URLs show secrets there, and `http.target` lacks its query.
            let differs = ["http.target", "http.url", "http.request.headers"].contains(&&**key);
            assert!(differs || own == value, "{}: {key}: {own}", case["name"]);
            assert!(!own.to_string().contains("hunter2"), "{key}: {own}");
        }
    }
}

#[tokio::test]
async fn with_both_there_is_no_name_that_is_neither_python_s_nor_stable() {
    let reference: Value = serde_json::from_str(REFERENCE).unwrap();
    for case in reference["cases"].as_array().unwrap() {
        let keys = |object: &Map<String, Value>| object.keys().cloned().collect::<BTreeSet<_>>();
        let both = keys(&object(&span("http/dup", request(case)).await));
        let stable = keys(&object(&span("http", request(case)).await));
        let theirs = keys(case["span"]["attributes"].as_object().unwrap());
        let missing: Vec<_> = stable.difference(&both).collect();
        assert!(missing.is_empty(), "{missing:?}");
        let added: BTreeSet<_> = both.difference(&stable).cloned().collect();
        let unknown: Vec<_> = added.difference(&theirs).collect();
        assert!(unknown.is_empty(), "{}: {unknown:?}", case["name"]);
    }
}

#[tokio::test]
async fn the_older_names_have_the_masked_values() {
    let request = "GET /hello?page=2&password=hunter2 HTTP/1.1\r\nHost: shop.example:8080\r\n\
        Connection: close\r\n\r\n";
    let span = object(&span("database, HTTP/DUP", request.to_owned()).await);
    for (key, value) in [
        ("http.method", json!("GET")),
        ("http.status_code", json!(200)),
        ("http.flavor", json!("1.1")),
        ("http.scheme", json!("http")),
        ("http.target", json!("/hello?page=2&password=****")),
        (
            "http.url",
            json!("http://shop.example:8080/hello?page=2&password=****"),
        ),
        ("http.host", json!("shop.example:8080")),
        ("http.server_name", json!("shop.example:8080")),
        ("net.host.port", json!(8080)),
        ("net.peer.ip", json!("127.0.0.1")),
        ("net.peer.port", json!(50000)),
    ] {
        assert_eq!(span.get(key), Some(&value), "{key}");
    }
}

#[tokio::test]
async fn without_it_there_are_stable_names_alone() {
    for opt_in in ["", "http", "database", "database/dup", "http/dupe"] {
        let request = crate::support::get("/hello?a=1", "");
        let span = object(&span(opt_in, request).await);
        for key in span.keys() {
            let is_old = key.starts_with("net.") || key == "http.url" || key == "http.target";
            assert!(
                !is_old && key != "http.method" && key != "http.status_code",
                "{opt_in} {key}"
            );
        }
    }
}
