//! What stands between a consumer and the server: it counts, and can answer itself.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use integration::moto::Moto;
use integration::wire::TestServer;
use serde_json::Value;
use std::sync::Arc;

/// What becomes of an operation with this input: an output, or `None` where the server shall answer. The
/// input may be changed.
type Answer = dyn Fn(&str, &mut Value) -> Change + Send + Sync;

/// What is changed of an output.
pub(crate) type Change = Option<Box<dyn FnOnce(&mut Value) + Send>>;

pub(crate) async fn start(
    change: impl Fn(&str, &mut Value) -> Change + Send + Sync + 'static,
) -> TestServer {
    let change: Arc<Answer> = Arc::new(change);
    let client = reqwest::Client::new();
    let app = Router::new().fallback(move |request: http::Request<Body>| async move {
        let (parts, body) = request.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        pass(&client, &*change, parts, body).await
    });
    TestServer::start(app).await
}

async fn pass(client: &reqwest::Client, change: &Answer, parts: Parts, body: Bytes) -> Response {
    let target = parts.headers["x-amz-target"].to_str().unwrap();
    let operation = target.rsplit('.').next().unwrap();
    let mut input: Value = serde_json::from_slice(&body).unwrap();
    let change = change(operation, &mut input);
    let request = client
        .post(Moto::shared().endpoint())
        .body(input.to_string());
    let request = [
        "content-type",
        "x-amz-target",
        "authorization",
        "x-amz-date",
    ]
    .into_iter()
    .filter_map(|name| Some((name, parts.headers.get(name)?)))
    .fold(request, |request, (name, value)| {
        request.header(name, value)
    });
    let response = request.send().await.unwrap();
    let status = response.status();
    let mut output: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
    if let Some(change) = change {
        change(&mut output);
    }
    let json = [("content-type", "application/x-amz-json-1.0")];
    (status, json, output.to_string()).into_response()
}
