//! Where the span is current.

use crate::support::{answer, body, get};
use axum::Router;
use axum::body::Body;
use axum::extract::{FromRequestParts, Request};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::{get as on_get, post};
use http::request::Parts;
use http_body::Frame;
use http_body_util::BodyExt;
use integration::spans::{current, traceparent, work};
use integration::wire::TestServer;
use lumigo_opentelemetry::LumigoLayer;
use lumigo_opentelemetry::opentelemetry::trace::FutureExt;
use lumigo_testing::SpanRecorder;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use tower::ServiceExt;

/// What was current when the handler's arguments were extracted.
struct Extracted(String);

impl<S: Sync> FromRequestParts<S> for Extracted {
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Infallible> {
        tokio::task::yield_now().await;
        Ok(Self(current()))
    }
}

/// Adds what is current before and after the inner service to the headers.
async fn note(request: Request, next: Next) -> Response {
    let before = current();
    let mut response = next.run(request).await;
    tokio::task::yield_now().await;
    for noted in [before, current()] {
        response
            .headers_mut()
            .append("noted", noted.parse().unwrap());
    }
    response
}

fn noted(answer: &str) -> Vec<&str> {
    let lines = answer.lines();
    lines
        .filter_map(|line| line.strip_prefix("noted: "))
        .collect()
}

#[tokio::test]
async fn in_the_handler_before_and_after_it_has_waited() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let host = lumigo.clone();
    let handler = move || async move {
        work(&host, "before");
        tokio::task::yield_now().await;
        work(&host, "after");
    };
    let app = Router::new()
        .route("/", on_get(handler))
        .layer(LumigoLayer::bind(&lumigo));
    answer(app, get("/", "")).await;
    let expected = "SERVER GET /\n  INTERNAL before\n  INTERNAL after";
    assert_eq!(recorder.tree(), expected);
}

#[tokio::test]
async fn in_extractors_and_in_middlewares_inside() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let app = Router::new()
        .route("/", on_get(|extracted: Extracted| async { extracted.0 }))
        .layer(from_fn(note))
        .layer(LumigoLayer::bind(&lumigo));
    let answer = answer(app, get("/", "")).await;
    let span = traceparent(&recorder.only_span());
    assert_eq!(body(&answer), span);
    assert_eq!(noted(&answer), [&*span, &*span]);
}

#[tokio::test]
async fn not_in_middlewares_outside() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let app = Router::new()
        .route("/", on_get(current_after_a_wait))
        .layer(LumigoLayer::bind(&lumigo))
        .layer(from_fn(note));
    let answer = answer(app, get("/", "")).await;
    assert_eq!(body(&answer), traceparent(&recorder.only_span()));
    assert_eq!(noted(&answer), ["none", "none"]);
}

async fn current_after_a_wait() -> String {
    tokio::task::yield_now().await;
    current()
}

/// A body of two chunks that say what is current when they are made.
struct Reporting(usize);

impl http_body::Body for Reporting {
    type Data = bytes::Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Infallible>>> {
        self.0 += 1;
        match self.0 {
            1 | 3 => Poll::Ready(Some(Ok(Frame::data(format!("[{}]", current()).into())))),
            2 => {
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            _ => Poll::Ready(None),
        }
    }
}

#[tokio::test]
async fn in_each_poll_of_the_response_body() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let handler = || async { Response::new(Body::new(Reporting(0))) };
    let app = Router::new()
        .route("/", on_get(handler))
        .layer(LumigoLayer::bind(&lumigo));
    let answer = answer(app, get("/", "")).await;
    let chunk = format!("[{}]", traceparent(&recorder.only_span()));
    assert_eq!(answer.matches(&chunk).count(), 2, "{answer}");
}

#[tokio::test]
async fn in_each_poll_of_the_request_body() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let app = Router::new().route("/", post(|body: String| async { body }));
    let app = app.layer(LumigoLayer::bind(&lumigo));
    let request = Request::post("/").body(Body::new(Reporting(0))).unwrap();
    let response = app.oneshot(request).await.unwrap();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let chunk = format!("[{}]", traceparent(&recorder.only_span()));
    assert_eq!(body, chunk.repeat(2));
}

#[tokio::test]
async fn in_a_spawned_task_when_it_is_given_the_context() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let host = lumigo.clone();
    let handler = move || async move {
        let (with, without) = (host.clone(), host.clone());
        let with = async move {
            tokio::task::yield_now().await;
            work(&with, "with");
        };
        let without = async move { work(&without, "without") };
        tokio::spawn(with.with_current_context()).await.unwrap();
        tokio::spawn(without).await.unwrap();
    };
    let app = Router::new().route("/", on_get(handler));
    answer(app.layer(LumigoLayer::bind(&lumigo)), get("/", "")).await;
    let server = recorder.span_named("GET /");
    assert_eq!(
        recorder.span_named("with").parent_span_id,
        Some(server.span_id)
    );
    assert!(recorder.span_named("without").is_root());
}

#[tokio::test]
async fn in_a_spawned_task_that_outlives_the_request() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let host = lumigo.clone();
    let (go_on, waits) = tokio::sync::watch::channel(());
    let (tasks, mut spawned) = tokio::sync::mpsc::channel(1);
    let handler = move || async move {
        let mut waits = waits.clone();
        let task = async move {
            waits.changed().await.unwrap();
            work(&host, "later");
        };
        let task = tokio::spawn(task.with_current_context());
        tasks.send(task).await.unwrap();
    };
    let app = Router::new().route("/", on_get(handler));
    answer(app.layer(LumigoLayer::bind(&lumigo)), get("/", "")).await;
    let server = recorder.only_span();
    go_on.send(()).unwrap();
    spawned.recv().await.unwrap().await.unwrap();
    assert_eq!(
        recorder.span_named("later").parent_span_id,
        Some(server.span_id)
    );
}

#[tokio::test]
async fn not_elsewhere_on_the_same_thread_while_the_handler_waits() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let (started, mut starts) = tokio::sync::mpsc::channel(1);
    let (go_on, waits) = tokio::sync::watch::channel(());
    let handler = move || async move {
        let mut waits = waits.clone();
        started.send(current()).await.unwrap();
        waits.changed().await.unwrap();
    };
    let app = Router::new()
        .route("/", on_get(handler))
        .layer(LumigoLayer::bind(&lumigo));
    let server = TestServer::start(app).await;
    let request = integration::wire::connect(server.address(), get("/", "")).await;
    let in_handler = starts.recv().await.unwrap();
    assert_eq!(
        current(),
        "none",
        "in the test, between two polls of the handler"
    );
    go_on.send(()).unwrap();
    integration::wire::read_to_end(request).await;
    server.stop().await;
    assert_eq!(in_handler, traceparent(&recorder.only_span()));
    assert_eq!(current(), "none", "when the request is over");
}
