//! The span covers the body of the response, as far as the caller reads it.

use crate::support::{Backend, client, with_middleware};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::response::Response;
use http::{Method, StatusCode};
use http_body::Frame;
use integration::spans::{error_type, text};
use integration::wire::{ChannelBody, Chunks, soon};
use lumigo_testing::SpanRecorder;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use tokio::sync::mpsc;

/// A server that answers once, with what it is fed.
async fn fed() -> (Chunks, Backend) {
    let (chunks, body) = ChannelBody::channel();
    let body = Arc::new(Mutex::new(Some(body)));
    let app = Router::new().fallback(move || async move {
        Response::new(Body::new(body.lock().unwrap().take().unwrap()))
    });
    (chunks, Backend::with(app).await)
}

#[tokio::test]
async fn a_body_is_read_chunk_by_chunk_and_ends_the_span() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let (chunks, backend) = fed().await;
    let mut response = client(&lumigo).get(backend.url("/")).send().await.unwrap();
    for chunk in ["first ", "second"] {
        chunks.send(Ok(chunk)).unwrap();
        assert_eq!(soon(response.chunk()).await.unwrap().unwrap(), chunk);
        assert!(recorder.spans().is_empty());
    }
    drop(chunks);
    assert_eq!(soon(response.chunk()).await.unwrap(), None);

    let span = recorder.only_span();
    assert_eq!(error_type(&span), None);
    assert_eq!(text(&span, "http.response.body"), Some("first second"));
    assert_eq!(span.attributes["http.response.body.size"], 12);
    assert_eq!(span.events[0].name, "responseStart");
    drop(response);
    assert_eq!(recorder.spans().len(), 1);
}

#[tokio::test]
async fn a_body_that_is_dropped_half_way_is_no_failure() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let (chunks, backend) = fed().await;
    let mut response = client(&lumigo).get(backend.url("/")).send().await.unwrap();
    chunks.send(Ok("first")).unwrap();
    soon(response.chunk()).await.unwrap().unwrap();
    drop(response);
    let span = recorder.only_span();
    assert_eq!(error_type(&span), None);
    assert_eq!(text(&span, "http.response.body"), Some("first"));
    assert_eq!(span.attributes["http.response.body.size"], 5);
    soon(chunks.closed()).await;
}

/// After the head a caller that goes away has just read enough.
#[tokio::test]
async fn a_call_that_is_aborted_in_the_body_is_not_cancelled() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let (chunks, backend) = fed().await;
    let (http, url) = (client(&lumigo), backend.url("/"));
    let (reading, mut reads) = mpsc::channel(1);
    let call = tokio::spawn(async move {
        let mut response = http.get(url).send().await.unwrap();
        while response.chunk().await.unwrap().is_some() {
            reading.send(()).await.unwrap();
        }
    });
    chunks.send(Ok("first")).unwrap();
    soon(reads.recv()).await.unwrap();
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    assert_eq!(error_type(&recorder.only_span()), None);
}

#[tokio::test]
async fn a_response_without_a_body_ends_the_span_with_its_head() {
    for (method, status, length) in [
        (Method::HEAD, 200, None),
        (Method::HEAD, 404, Some("12")),
        (Method::GET, 204, None),
        (Method::GET, 304, None),
        (Method::GET, 200, Some("0")),
    ] {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo();
        let app = Router::new().fallback(move || async move {
            let response = Response::builder().status(status);
            let response = match length {
                Some(length) => response.header("content-length", length),
                None => response,
            };
            response.body(Body::empty()).unwrap()
        });
        let backend = Backend::with(app).await;
        let request = client(&lumigo).request(method.clone(), backend.url("/"));
        let response = request.send().await.unwrap();
        let span = recorder.only_span();
        assert_eq!(span.attributes["http.response.status_code"], status);
        assert_eq!(
            span.attribute("http.response.body.size"),
            None,
            "{method} {status}"
        );
        assert_eq!(soon(response.bytes()).await.unwrap(), "");
    }
}

/// Zeros, for ever.
struct Endless;

const CHUNK: usize = 64 * 1024;

impl http_body::Body for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(&[b'0'; CHUNK])))))
    }
}

/// Whoever gathered a body before passing it on would never come to an end.
#[tokio::test]
async fn a_body_without_end_can_be_read() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let app = Router::new().fallback(|| async { Response::new(Body::new(Endless)) });
    let backend = Backend::with(app).await;
    let mut response = client(&lumigo).get(backend.url("/")).send().await.unwrap();
    let mut read = 0;
    while read < 1000 * CHUNK {
        read += soon(response.chunk()).await.unwrap().unwrap().len();
    }
    drop(response);
    let span = recorder.only_span();
    assert_eq!(span.attributes["http.response.body.size"], read);
    assert_eq!(text(&span, "http.response.body").unwrap().len(), 2048);
}

/// The body is what the caller gets.
#[tokio::test]
async fn a_packed_body_is_seen_unpacked() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let packed = crate::faulty::gzip(br#"{"id": 7, "password": "hunter2"}"#);
    let app = Router::new().fallback(move || async move {
        let response = Response::builder().header("content-encoding", "gzip");
        let response = response.header("content-type", "application/json");
        response.body(Body::from(packed)).unwrap()
    });
    let backend = Backend::with(app).await;
    let packing = || client(&lumigo).get(backend.url("/"));
    let response = packing().send().await.unwrap();
    let unpacked = response.text().await.unwrap();
    let span = recorder.only_span();
    assert_eq!(
        text(&span, "http.response.body"),
        Some(r#"{"id": 7, "password": "****"}"#)
    );
    assert_eq!(span.attributes["http.response.body.size"], unpacked.len());
    recorder.clear();

    let http = reqwest::Client::builder().no_proxy().no_gzip();
    let http = with_middleware(http.build().unwrap(), &lumigo);
    let response = http.get(backend.url("/")).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let packed = response.bytes().await.unwrap();
    let span = recorder.only_span();
    assert_eq!(span.attribute("http.response.body"), None, "it is no text");
    assert_eq!(span.attributes["http.response.body.size"], packed.len());
}
