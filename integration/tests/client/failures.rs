//! Requests without a response: what has failed is the error type, and the host gets its error.

use crate::support::{Backend, client, plain};
use axum::Router;
use axum::response::Redirect;
use integration::spans::{attributes, error_type};
use integration::wire::{read_until, soon};
use lumigo_opentelemetry::LumigoMiddleware;
use lumigo_testing::SpanRecorder;
use reqwest::{Request, Response};
use reqwest_middleware::{ClientBuilder, Error, Middleware, Next};
use serde_json::json;
use std::future::pending;
use std::io;
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket};

#[tokio::test]
async fn a_server_that_is_not_there_is_a_connect_error() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    // Bound but not listening: refuses, and nobody else gets the port meanwhile.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let port = socket.local_addr().unwrap().port();
    let url = format!("http://127.0.0.1:{port}/");

    let error = client(&lumigo).get(&url).send().await.unwrap_err();
    assert!(error.is_connect());

    let span = recorder.only_span();
    assert_eq!(error_type(&span), Some("connect"));
    let expected = json!({
        "error.type": "connect",
        "http.request.method": "GET",
        "server.address": "127.0.0.1",
        "server.port": port,
        "url.full": url,
    });
    assert_eq!(attributes(&span), expected);
}

#[tokio::test]
async fn a_server_that_takes_too_long_is_a_timeout() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = Backend::with(Router::new().fallback(pending::<()>)).await;
    let request = client(&lumigo).get(backend.url("/"));
    let request = request.timeout(Duration::from_millis(50));
    assert!(soon(request.send()).await.unwrap_err().is_timeout());
    assert_eq!(error_type(&recorder.only_span()), Some("timeout"));
}

#[tokio::test]
async fn redirects_without_end_are_a_redirect_error() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let app = Router::new().fallback(|| async { Redirect::temporary("/again") });
    let backend = Backend::with(app).await;
    let error = client(&lumigo)
        .get(backend.url("/"))
        .send()
        .await
        .unwrap_err();
    assert!(error.is_redirect());
    assert_eq!(error_type(&recorder.only_span()), Some("redirect"));
}

#[tokio::test]
async fn a_connection_that_breaks_is_a_request_error() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut stream, _) = soon(listener.accept()).await.unwrap();
        read_until(&mut stream, "\r\n\r\n").await;
    });
    let error = client(&lumigo).get(url).send().await.unwrap_err();
    assert!(error.is_request() && !error.is_connect(), "{error:?}");
    server.await.unwrap();
    assert_eq!(error_type(&recorder.only_span()), Some("request"));
}

/// Lets no request through.
struct OutOfOrder;

#[async_trait::async_trait]
impl Middleware for OutOfOrder {
    async fn handle(
        &self,
        _: Request,
        _: &mut http::Extensions,
        _: Next<'_>,
    ) -> reqwest_middleware::Result<Response> {
        Err(Error::middleware(io::Error::other("out of order")))
    }
}

#[tokio::test]
async fn an_error_of_a_middleware_inside_is_a_middleware_error() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let http = ClientBuilder::new(plain())
        .with(LumigoMiddleware::bind(&lumigo))
        .with(OutOfOrder)
        .build();
    let error = http.get("http://127.0.0.1:1/").send().await.unwrap_err();
    assert_eq!(error.to_string(), "out of order");
    assert_eq!(error_type(&recorder.only_span()), Some("middleware"));
}

#[tokio::test]
async fn the_error_is_the_one_that_comes_without_the_middleware() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let app = Router::new().fallback(|| async { Redirect::temporary("/again") });
    let backend = Backend::with(app).await;
    let with = client(&lumigo).get(backend.url("/")).send().await;
    let without = plain().get(backend.url("/")).send().await;
    let (with, without) = (with.unwrap_err(), without.unwrap_err());
    assert_eq!(with.to_string(), without.to_string());
    assert_eq!(with.url(), without.url());
    assert_eq!(with.status(), without.status());
}
