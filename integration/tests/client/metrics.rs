//! What is measured of requests that go out: of every one, recorded or not.

use crate::support::{Backend, plain, with_middleware};
use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use integration::measured::{Measured, points};
use integration::wire::soon;
use lumigo_opentelemetry::LumigoClientLayer;
use serde_json::{Value, json};
use tower::{ServiceBuilder, ServiceExt};

const DURATION: &str = "http.client.request.duration";

/// A backend that is well, and one that is not.
async fn backend() -> Backend {
    let app = Router::new()
        .route("/", get(|| async { "stock" }))
        .route("/busy", get(|| async { StatusCode::SERVICE_UNAVAILABLE }));
    Backend::with(app).await
}

/// The attributes of requests to there.
fn request(backend: &Backend, outcome: Value) -> Value {
    let mut attributes = json!({
        "http.request.method": "GET",
        "server.address": "127.0.0.1",
        "server.port": backend.port(),
    });
    let (Some(all), Value::Object(outcome)) = (attributes.as_object_mut(), outcome) else {
        panic!("objects");
    };
    all.extend(outcome);
    attributes
}

/// What was measured: attributes, and how many requests had them.
fn counts(measured: &Measured) -> Vec<(Value, Value)> {
    let points = points(&measured.all(), DURATION).into_iter();
    let mut counts: Vec<_> = points
        .map(|(attributes, count, _)| (attributes, count))
        .collect();
    counts.sort_by_key(|(attributes, _)| attributes.to_string());
    counts
}

#[tokio::test]
async fn requests_are_measured_by_server_and_outcome() {
    let measured = Measured::start(&[]);
    let backend = backend().await;
    let client = with_middleware(plain(), &measured.lumigo);
    for path in ["/?token=hunter2", "/", "/busy"] {
        let response = soon(client.get(backend.url(path)).send()).await.unwrap();
        soon(response.bytes()).await.unwrap();
    }
    let well = json!({"http.response.status_code": 200, "network.protocol.version": "1.1"});
    let busy = json!({
        "error.type": "503", "http.response.status_code": 503, "network.protocol.version": "1.1",
    });
    let expected = [
        (request(&backend, busy), json!(1)),
        (request(&backend, well), json!(2)),
    ];
    assert_eq!(counts(&measured), expected);
}

#[tokio::test]
async fn a_request_without_a_response_is_measured_too() {
    let measured = Measured::start(&[]);
    let backend = backend().await;
    let client = with_middleware(plain(), &measured.lumigo);
    let (call, url) = (client.get(backend.url("/")), backend.url("/"));
    drop(call.send());
    let refused = client.get(url.replace("http:", "https:")).send();
    assert!(soon(refused).await.is_err());
    let counts = counts(&measured);
    let errors: Vec<_> = counts
        .iter()
        .map(|(one, _)| one["error.type"].clone())
        .collect();
    // A future that was never polled is no request.
    assert_eq!(errors, ["tls_error"]);
}

#[tokio::test]
async fn requests_that_are_filtered_are_measured() {
    let variable = ("LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX_CLIENT", r#"["."]"#);
    let measured = Measured::start(&[variable]);
    let backend = backend().await;
    let client = with_middleware(plain(), &measured.lumigo);
    let response = soon(client.get(backend.url("/")).send()).await.unwrap();
    soon(response.bytes()).await.unwrap();
    assert_eq!(counts(&measured).len(), 1);
    assert_eq!(measured.recorder.tree(), "");
}

#[tokio::test]
async fn tower_clients_are_measured() {
    let measured = Measured::start(&[]);
    let backend = backend().await;
    let http = hyper_util::client::legacy::Client::builder(hyper_util::rt::TokioExecutor::new());
    let http = ServiceBuilder::new()
        .layer(LumigoClientLayer::bind(&measured.lumigo))
        .service(http.build_http());
    let request = http::Request::get(backend.url("/")).body(axum::body::Body::empty());
    drop(soon(http.oneshot(request.unwrap())).await.unwrap());
    let well = json!({"http.response.status_code": 200, "network.protocol.version": "1.1"});
    assert_eq!(
        counts(&measured),
        [(self::request(&backend, well), json!(1))]
    );
}
