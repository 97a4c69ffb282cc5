//! `http.request.resend_count`: each attempt is a span of its own, and says which it is.

use crate::support::{Backend, plain, sent};
use axum::Router;
use axum::routing::any;
use http::{Extensions, Method, StatusCode};
use integration::spans::{error_type, in_span, traceparent};
use lumigo_opentelemetry::LumigoMiddleware;
use lumigo_opentelemetry::opentelemetry::trace::SpanKind;
use lumigo_testing::{SpanRecorder, TestSpan};
use reqwest::{Body, Request, Response, Url};
use reqwest_middleware::{ClientBuilder, Middleware, Next, Result};
use reqwest_retry::RetryTransientMiddleware;
use reqwest_retry::policies::ExponentialBackoff;
use serde_json::{Value, json};
use std::future::poll_fn;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

/// A server that is overloaded this many times.
async fn overloaded(times: usize) -> Backend {
    let asked = AtomicUsize::new(0);
    let status = move || match asked.fetch_add(1, Ordering::Relaxed) {
        n if n < times => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::OK,
    };
    let status = std::sync::Arc::new(status);
    Backend::with(Router::new().fallback(any(move || async move { status() }))).await
}

fn retrying() -> RetryTransientMiddleware<ExponentialBackoff> {
    let policy = ExponentialBackoff::builder().retry_bounds(Duration::ZERO, Duration::ZERO);
    RetryTransientMiddleware::new_with_policy(policy.build_with_max_retries(3))
}

/// The counts of these spans, in the order of their ends.
fn counts(spans: &[TestSpan]) -> Vec<Option<&Value>> {
    let calls = spans.iter().filter(|span| span.kind == SpanKind::Client);
    calls
        .map(|span| span.attribute("http.request.resend_count"))
        .collect()
}

#[tokio::test]
async fn attempts_after_the_first_are_counted() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = overloaded(2).await;
    let http = ClientBuilder::new(plain())
        .with(retrying())
        .with(LumigoMiddleware::bind(&lumigo))
        .build();
    let request = http.post(backend.url("/")).body("an order");
    let response = in_span(&lumigo, "work", request.send()).await.unwrap();
    assert_eq!(response.status(), 200);
    drop(response);

    let spans = recorder.spans();
    assert_eq!(counts(&spans), [None, Some(&json!(1)), Some(&json!(2))]);
    let tree = "INTERNAL work\n  CLIENT POST\n  CLIENT POST\n  CLIENT POST";
    assert_eq!(
        recorder.tree(),
        tree,
        "no attempt is a child of another one"
    );
    let calls = spans.iter().filter(|span| span.name == "POST");
    let errors: Vec<_> = calls.clone().map(error_type).collect();
    assert_eq!(errors, [Some("503"), Some("503"), None]);
    let expected: Vec<_> = calls.map(traceparent).collect();
    let headers = backend.headers();
    let seen: Vec<_> = headers
        .iter()
        .map(|headers| sent(headers, "traceparent").unwrap())
        .collect();
    assert_eq!(seen, expected);
}

/// Gets a token first, by the extensions of the request.
struct Authorize(Url);

#[async_trait::async_trait]
impl Middleware for Authorize {
    async fn handle(
        &self,
        mut request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        let token = Request::new(Method::POST, self.0.clone());
        next.clone().run(token, extensions).await?;
        request
            .headers_mut()
            .insert("authorization", "Bearer x".parse().unwrap());
        next.run(request, extensions).await
    }
}

#[tokio::test]
async fn a_request_that_another_one_needs_is_no_attempt_of_it() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = overloaded(0).await;
    for token in ["/token", "/orders"] {
        let token = Url::parse(&backend.url(token)).unwrap();
        let http = ClientBuilder::new(plain())
            .with(Authorize(token))
            .with(LumigoMiddleware::bind(&lumigo))
            .build();
        http.get(backend.url("/orders")).send().await.unwrap();
    }
    assert_eq!(counts(&recorder.spans()), [None; 4]);
}

#[tokio::test]
async fn calls_of_one_client_are_no_attempts_of_one_another() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = overloaded(0).await;
    let http = ClientBuilder::new(plain())
        .with(retrying())
        .with(LumigoMiddleware::bind(&lumigo))
        .build();
    for _ in 0..2 {
        http.get(backend.url("/")).send().await.unwrap();
    }
    assert_eq!(counts(&recorder.spans()), [None, None]);
}

/// The middleware must not make a request that can be sent again into one that cannot.
#[tokio::test]
async fn a_retry_beneath_can_send_the_body_again() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = overloaded(1).await;
    let http = ClientBuilder::new(plain())
        .with(LumigoMiddleware::bind(&lumigo))
        .with(retrying())
        .build();
    let request = http.post(backend.url("/")).body(Body::from("an order"));
    assert_eq!(request.send().await.unwrap().status(), 200);
    assert_eq!(backend.headers().len(), 2);
    assert_eq!(counts(&recorder.spans()), [None]);
}

/// Sends a request again whatever became of it: it waits for no answer, or takes none.
struct Twice {
    waits: bool,
}

#[async_trait::async_trait]
impl Middleware for Twice {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        let first = request.try_clone().unwrap();
        let mut attempt = next.clone().run(first, extensions);
        if self.waits {
            attempt.await.ok();
        } else {
            let polled = poll_fn(|cx| Poll::Ready(attempt.as_mut().poll(cx))).await;
            assert!(polled.is_pending());
            drop(attempt);
        }
        next.run(request, extensions).await
    }
}

async fn counts_of_two(status: StatusCode, waits: bool) -> Vec<Option<Value>> {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = Backend::with(Router::new().fallback(any(move || async move { status }))).await;
    let http = ClientBuilder::new(plain())
        .with(Twice { waits })
        .with(LumigoMiddleware::bind(&lumigo))
        .build();
    http.get(backend.url("/")).send().await.unwrap();
    let spans = recorder.spans();
    counts(&spans)
        .into_iter()
        .map(Option::<&Value>::cloned)
        .collect()
}

#[tokio::test]
async fn an_attempt_that_nobody_waits_for_counts() {
    let counts = counts_of_two(StatusCode::OK, false).await;
    assert_eq!(counts, [None, Some(json!(1))]);
}

#[tokio::test]
async fn an_attempt_counts_unless_it_has_succeeded() {
    for status in [StatusCode::UNAUTHORIZED, StatusCode::SEE_OTHER] {
        let counts = counts_of_two(status, true).await;
        assert_eq!(counts, [None, Some(json!(1))], "{status}");
    }
    for status in [StatusCode::OK, StatusCode::ACCEPTED] {
        assert_eq!(counts_of_two(status, true).await, [None, None], "{status}");
    }
}

#[tokio::test]
async fn an_attempt_without_an_answer_counts() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let http = ClientBuilder::new(plain())
        .with(Twice { waits: true })
        .with(LumigoMiddleware::bind(&lumigo))
        .build();
    http.get("http://127.0.0.1:1/").send().await.unwrap_err();
    assert_eq!(counts(&recorder.spans()), [None, Some(&json!(1))]);
}
