//! Among tower's own layers.

use super::{Hyper, call, get, hyper};
use crate::support::{Backend, sent};
use axum::Router;
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{Empty, Full};
use integration::spans::{current, error_type, traceparent};
use lumigo_opentelemetry::LumigoClientLayer;
use lumigo_opentelemetry::tower::{LumigoClientService, RequestBody};
use lumigo_testing::SpanRecorder;
use std::future::{Ready, poll_fn, ready};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use tower::retry::Policy;
use tower::{BoxError, Layer, Service, ServiceBuilder, service_fn};

/// A server that fails once.
async fn shaky() -> Backend {
    let failed = AtomicBool::new(false);
    let status = move || match failed.swap(true, Ordering::Relaxed) {
        false => StatusCode::SERVICE_UNAVAILABLE,
        true => StatusCode::OK,
    };
    let status = Arc::new(status);
    Backend::with(Router::new().fallback(move || async move { status() })).await
}

/// Tries again as long as the server is to blame.
#[derive(Clone)]
struct Again;

impl<B: Clone, R, E> Policy<Request<B>, Response<R>, E> for Again {
    type Future = Ready<()>;

    fn retry(
        &mut self,
        _: &mut Request<B>,
        result: &mut Result<Response<R>, E>,
    ) -> Option<Ready<()>> {
        let again = matches!(result, Ok(response) if response.status().is_server_error());
        again.then(|| ready(()))
    }

    fn clone_request(&mut self, request: &Request<B>) -> Option<Request<B>> {
        Some(request.clone())
    }
}

#[tokio::test]
async fn retries_around_it_are_a_span_each() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = shaky().await;
    let http = ServiceBuilder::new()
        .retry(Again)
        .layer(LumigoClientLayer::bind(&lumigo))
        .service(hyper());
    call(http, get(backend.url("/"))).await.unwrap();
    let spans = recorder.spans();
    let errors: Vec<_> = spans.iter().map(error_type).collect();
    assert_eq!(errors, [Some("503"), None]);
    let headers = backend.headers();
    let seen: Vec<_> = headers
        .iter()
        .map(|headers| sent(headers, "traceparent").unwrap())
        .collect();
    assert_eq!(seen, spans.iter().map(traceparent).collect::<Vec<_>>());
}

/// All that tower's layers box is seen through.
#[tokio::test]
async fn a_buffer_beneath_it_is_seen_through() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = Backend::start().await;
    let layer = LumigoClientLayer::bind(&lumigo);
    let http = ServiceBuilder::new().layer(layer).buffer(8);
    let http = http.service(hyper::<RequestBody<Full<Bytes>>>());
    assert_eq!(
        call(http.clone(), get(backend.url("/"))).await.unwrap(),
        "stock"
    );
    assert_eq!(error_type(&recorder.only_span()), None);
    recorder.clear();

    let nobody = format!("http://{}.test/", "a".repeat(64));
    call(http, get(nobody)).await.unwrap_err();
    let span = recorder.only_span();
    assert_eq!(error_type(&span), Some("name_resolution_error"));
}

#[tokio::test]
async fn the_span_is_current_beneath_it() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let noted = Arc::<Mutex<Vec<String>>>::default();
    let notes = Arc::clone(&noted);
    let inner = service_fn(move |_: Request<_>| {
        notes.lock().unwrap().push(current());
        let notes = Arc::clone(&notes);
        async move {
            tokio::task::yield_now().await;
            notes.lock().unwrap().push(current());
            Ok::<_, BoxError>(Response::new(Empty::<Bytes>::new()))
        }
    });
    let http = LumigoClientLayer::bind(&lumigo).layer(inner);
    call(http, get("http://shop.test/")).await.unwrap();
    let span = traceparent(&recorder.only_span());
    assert_eq!(*noted.lock().unwrap(), [&*span, &*span]);
    assert_eq!(current(), "none");
}

/// Is ready when it was asked twice, and never again.
struct Reluctant(u8);

impl Service<Request<RequestBody<Full<Bytes>>>> for Reluctant {
    type Response = Response<Empty<Bytes>>;
    type Error = BoxError;
    type Future = Ready<Result<Self::Response, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.0 += 1;
        match self.0 {
            1 => Poll::Pending,
            2 => Poll::Ready(Ok(())),
            _ => Poll::Ready(Err("not any more".into())),
        }
    }

    fn call(&mut self, _: Request<RequestBody<Full<Bytes>>>) -> Self::Future {
        ready(Ok(Response::new(Empty::new())))
    }
}

#[tokio::test]
async fn it_is_ready_when_the_client_is() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let mut http = LumigoClientLayer::bind(&lumigo).layer(Reluctant(0));
    let readiness = poll_fn(|cx| {
        let polled =
            std::array::from_fn(|_| http.poll_ready(cx).map_err(|error| error.to_string()));
        Poll::Ready(polled)
    });
    let expected = [
        Poll::Pending,
        Poll::Ready(Ok(())),
        Poll::Ready(Err("not any more".to_owned())),
    ];
    assert_eq!(readiness.await, expected);
    assert!(recorder.spans().is_empty());
}

fn assert_a_host_can_keep_it<T: Clone + Send + Sync + std::fmt::Debug + 'static>() {}

#[test]
fn a_client_with_the_layer_can_be_kept_and_shared() {
    assert_a_host_can_keep_it::<LumigoClientLayer>();
    assert_a_host_can_keep_it::<LumigoClientService<Hyper<Full<Bytes>>>>();
}

#[tokio::test]
async fn calls_at_the_same_time_do_not_mix() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = Backend::start().await;
    let http = super::client(&lumigo);
    let mut calls = tokio::task::JoinSet::new();
    for n in 0..8 {
        let (http, url, host) = (http.clone(), backend.url(&format!("/{n}")), lumigo.clone());
        calls.spawn(async move {
            integration::spans::in_span(&host, "work", call(http, get(url))).await
        });
    }
    for done in calls.join_all().await {
        assert_eq!(done.unwrap(), "stock");
    }
    let tree = recorder.tree();
    let traces: Vec<_> = tree.split("\n\n").collect();
    assert_eq!(traces, ["INTERNAL work\n  CLIENT GET"; 8]);
}
