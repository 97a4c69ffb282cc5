//! Other middlewares around and beneath.

use crate::support::{Backend, plain, sent};
use axum::Router;
use http::{Extensions, HeaderMap, StatusCode};
use integration::spans::{current, error_type, traceparent, work};
use lumigo_opentelemetry::{Lumigo, LumigoMiddleware};
use lumigo_testing::SpanRecorder;
use reqwest::{Request, Response};
use reqwest_middleware::{ClientBuilder, Middleware, Next, Result};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

/// Notes the current span and the `traceparent` of the request, before and after what is beneath.
#[derive(Default)]
struct Note(std::sync::Arc<Mutex<Vec<String>>>);

fn traceparent_of(headers: &HeaderMap) -> String {
    sent(headers, "traceparent").unwrap_or("none").to_owned()
}

#[async_trait::async_trait]
impl Middleware for Note {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        let noted = [current(), traceparent_of(request.headers())];
        self.0.lock().unwrap().extend(noted);
        let result = next.run(request, extensions).await;
        self.0.lock().unwrap().push(current());
        result
    }
}

#[tokio::test]
async fn the_span_is_current_beneath_and_not_around() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = Backend::start().await;
    let [around, beneath] = [Note::default(), Note::default()];
    let noted = [&around, &beneath].map(|note| std::sync::Arc::clone(&note.0));
    let http = ClientBuilder::new(plain())
        .with(around)
        .with(LumigoMiddleware::bind(&lumigo))
        .with(beneath)
        .build();
    http.get(backend.url("/")).send().await.unwrap();
    let span = traceparent(&recorder.only_span());
    let [around, beneath] = noted.map(|noted| noted.lock().unwrap().clone());
    assert_eq!(around, ["none", "none", "none"]);
    assert_eq!(beneath, [&*span, &*span, &*span]);
}

/// Tries a second time.
struct Retry(Lumigo);

#[async_trait::async_trait]
impl Middleware for Retry {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        let again = request.try_clone().unwrap();
        let first = next.clone().run(request, extensions).await?;
        if first.status().is_success() {
            return Ok(first);
        }
        work(&self.0, "try again");
        next.run(again, extensions).await
    }
}

/// A server that fails once.
async fn shaky() -> Backend {
    let failed = AtomicBool::new(false);
    let status = move || match failed.swap(true, Ordering::Relaxed) {
        false => StatusCode::SERVICE_UNAVAILABLE,
        true => StatusCode::OK,
    };
    let status = std::sync::Arc::new(status);
    Backend::with(Router::new().fallback(move || async move { status() })).await
}

#[tokio::test]
async fn retries_around_it_are_a_span_each() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = shaky().await;
    let http = ClientBuilder::new(plain())
        .with(Retry(lumigo.clone()))
        .with(LumigoMiddleware::bind(&lumigo))
        .build();
    let response = http.get(backend.url("/")).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let spans: Vec<_> = recorder
        .spans()
        .into_iter()
        .filter(|span| span.name == "GET")
        .collect();
    let errors: Vec<_> = spans.iter().map(error_type).collect();
    assert_eq!(errors, [Some("503"), None]);
    let headers: Vec<_> = backend.headers().iter().map(traceparent_of).collect();
    assert_eq!(headers, spans.iter().map(traceparent).collect::<Vec<_>>());
}

#[tokio::test]
async fn retries_beneath_it_are_one_span() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = shaky().await;
    let http = ClientBuilder::new(plain())
        .with(LumigoMiddleware::bind(&lumigo))
        .with(Retry(lumigo.clone()))
        .build();
    http.get(backend.url("/")).send().await.unwrap();
    assert_eq!(recorder.tree(), "CLIENT GET\n  INTERNAL try again");
    let span = recorder.span_named("GET");
    assert_eq!(error_type(&span), None);
    let headers: Vec<_> = backend.headers().iter().map(traceparent_of).collect();
    assert_eq!(headers, [traceparent(&span), traceparent(&span)]);
}

/// Leaves a note for the host on request and response.
#[derive(Clone, Debug, PartialEq)]
struct Marker(&'static str);

struct Mark;

#[async_trait::async_trait]
impl Middleware for Mark {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        assert_eq!(extensions.get(), Some(&Marker("of the host")));
        extensions.insert(Marker("of the middleware"));
        let mut response = next.run(request, extensions).await?;
        response.extensions_mut().insert(Marker("of the response"));
        Ok(response)
    }
}

#[tokio::test]
async fn extensions_pass_in_both_directions() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = Backend::start().await;
    let http = ClientBuilder::new(plain())
        .with(LumigoMiddleware::bind(&lumigo))
        .with(Mark)
        .build();
    let request = plain().get(backend.url("/")).build().unwrap();
    let mut extensions = Extensions::new();
    extensions.insert(Marker("of the host"));
    let response = http.execute_with_extensions(request, &mut extensions).await;
    assert_eq!(extensions.get(), Some(&Marker("of the middleware")));
    assert_eq!(
        response.unwrap().extensions().get(),
        Some(&Marker("of the response"))
    );
    assert_eq!(recorder.only_span().name, "GET");
}
