//! Calls that their caller gives up.

use crate::support::{Backend, client, plain};
use axum::Router;
use integration::spans::error_type;
use integration::wire::{never, soon};
use lumigo_opentelemetry::LumigoMiddleware;
use lumigo_testing::SpanRecorder;
use reqwest::{Request, Response};
use reqwest_middleware::{ClientBuilder, Middleware, Next};
use tokio::sync::mpsc;

/// A server that answers nothing, and what tells that it was asked.
async fn silent() -> (Backend, mpsc::Receiver<()>) {
    let (never, asks) = never();
    let app = Router::new().fallback_service(never);
    (Backend::with(app).await, asks)
}

#[tokio::test]
async fn a_call_that_loses_a_race_is_cancelled() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let (backend, mut asks) = silent().await;
    tokio::select! {
        _ = client(&lumigo).get(backend.url("/")).send() => panic!("it is never answered"),
        _ = soon(asks.recv()) => (),
    }
    let span = recorder.only_span();
    assert_eq!(error_type(&span), Some("cancelled"));
    assert_eq!(span.attribute("http.response.status_code"), None);
}

#[tokio::test]
async fn a_call_whose_task_is_aborted_is_cancelled() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let (backend, mut asks) = silent().await;
    let call = tokio::spawn(client(&lumigo).get(backend.url("/")).send());
    soon(asks.recv()).await.unwrap();
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    assert_eq!(error_type(&recorder.only_span()), Some("cancelled"));
}

#[tokio::test]
async fn a_call_that_was_never_polled_has_no_span() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = Backend::start().await;
    drop(client(&lumigo).get(backend.url("/")).send());
    assert!(recorder.spans().is_empty());
    assert!(backend.headers().is_empty());
}

/// Panics after a while.
struct Panicking;

#[async_trait::async_trait]
impl Middleware for Panicking {
    async fn handle(
        &self,
        _: Request,
        _: &mut http::Extensions,
        _: Next<'_>,
    ) -> reqwest_middleware::Result<Response> {
        tokio::task::yield_now().await;
        panic!("on purpose");
    }
}

#[tokio::test]
async fn a_call_that_panics_says_so() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let http = ClientBuilder::new(plain())
        .with(LumigoMiddleware::bind(&lumigo))
        .with(Panicking)
        .build();
    let call = tokio::spawn(http.get("http://127.0.0.1:1/").send());
    assert!(call.await.unwrap_err().is_panic());
    assert_eq!(error_type(&recorder.only_span()), Some("panic"));
}

#[tokio::test]
async fn a_response_whose_body_is_not_read_is_no_failure() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = Backend::start().await;
    drop(client(&lumigo).get(backend.url("/")).send().await.unwrap());
    assert_eq!(error_type(&recorder.only_span()), None);
}
