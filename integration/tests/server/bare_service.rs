//! Any tower service over hyper, without axum.

use crate::support::{answer, get};
use http::{Request, Response};
use http_body_util::Full;
use integration::spans::{attributes, current, error_type, traceparent};
use lumigo_opentelemetry::LumigoLayer;
use lumigo_opentelemetry::opentelemetry::trace::SpanKind;
use lumigo_testing::SpanRecorder;
use serde_json::json;
use std::any::type_name;
use std::convert::Infallible;
use std::future::{Ready, ready};
use std::task::{Context, Poll};
use std::{error, fmt};
use tower::{Layer, Service, ServiceBuilder, service_fn};

#[derive(Debug)]
struct OutOfStock;

impl fmt::Display for OutOfStock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("out of stock")
    }
}

impl error::Error for OutOfStock {}

#[tokio::test]
async fn a_service_function_has_spans_named_by_the_method() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let service = service_fn(|request: Request<_>| async move {
        Ok::<_, Infallible>(Response::new(request.uri().to_string()))
    });
    let service = ServiceBuilder::new()
        .layer(LumigoLayer::bind(&lumigo))
        .service(service);
    let answer = answer(service, get("/orders/7?page=2", "")).await;
    assert!(answer.ends_with("/orders/7?page=2"), "{answer}");
    let span = recorder.only_span();
    assert_eq!((&*span.name, &span.kind), ("GET", &SpanKind::Server));
    let expected = json!({
        "http.request.headers": r#"{"host":"shop.example","connection":"close"}"#,
        "http.request.method": "GET",
        "http.response.body": "/orders/7?page=2",
        "http.response.body.size": 16,
        "http.response.headers": "{}",
        "http.response.status_code": 200,
        "network.protocol.version": "1.1",
        "server.address": "shop.example",
        "url.path": "/orders/7",
        "url.query": "page=2",
        "url.scheme": "http",
    });
    assert_eq!(attributes(&span), expected);
}

async fn fails<B>(_: Request<B>) -> Result<Response<Full<&'static [u8]>>, OutOfStock> {
    Err(OutOfStock)
}

#[tokio::test]
async fn an_error_of_the_service_is_the_error_type_and_passes_on() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let layered = LumigoLayer::bind(&lumigo).layer(service_fn(fails));
    let with = answer(layered, get("/", "")).await;
    assert_eq!(with, answer(service_fn(fails), get("/", "")).await);
    let span = recorder.only_span();
    assert_eq!(error_type(&span), Some(type_name::<OutOfStock>()));
    assert_eq!(span.attribute("http.response.status_code"), None);
}

/// Does its work in `call`; its future is ready at once.
#[derive(Clone)]
struct Eager;

impl<B> Service<Request<B>> for Eager {
    type Response = Response<Full<bytes::Bytes>>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        assert_eq!(current(), "none", "no request is there yet");
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<B>) -> Self::Future {
        ready(Ok(Response::new(current().into())))
    }
}

#[tokio::test]
async fn the_span_is_current_in_call_before_the_first_poll() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let answer = answer(LumigoLayer::bind(&lumigo).layer(Eager), get("/", "")).await;
    assert!(
        answer.ends_with(&traceparent(&recorder.only_span())),
        "{answer}"
    );
}
