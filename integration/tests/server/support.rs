//! Requests, and what is around a span.

use axum::Router;
use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body, Frame};
use http_body_util::StreamBody;
use hyper::body::Incoming;
use integration::wire::{LIMIT, TestServer, exchange, reset};
use lumigo_testing::{SpanRecorder, TestSpan};
use std::convert::Infallible;
use std::error::Error;
use std::io;
use tokio::net::TcpStream;
use tower::Service;

/// A `GET` with these lines as its headers, after which the server closes the connection.
pub(crate) fn get(path: &str, headers: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n{headers}\r\n")
}

/// The head of a `POST` with this line as its header.
pub(crate) fn post_head(header: &str) -> String {
    format!("POST / HTTP/1.1\r\nHost: shop.example\r\n{header}\r\n\r\n")
}

/// Serves one request, to its very end, and returns the answer.
pub(crate) async fn answer<S, B>(service: S, request: impl AsRef<[u8]>) -> String
where
    S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
    S::Future: Send + 'static,
    B: Body<Data: Send, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static,
{
    let server = TestServer::start(service).await;
    let answer = exchange(server.address(), request).await;
    server.stop().await;
    String::from_utf8_lossy(&answer).into_owned()
}

/// The body of an answer.
pub(crate) fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").unwrap().1
}

/// The status of an answer; 0 when there was none.
pub(crate) fn status(answer: &str) -> u16 {
    let status = answer.split(' ').nth(1);
    status.map_or(0, |status| status.parse().unwrap())
}

/// Waits for spans that end in a task of the server while that goes on.
pub(crate) async fn recorded(recorder: &SpanRecorder, count: usize) -> Vec<TestSpan> {
    let recorder = recorder.clone();
    let wait = move || recorder.wait_for_spans(count, LIMIT);
    tokio::task::spawn_blocking(wait).await.unwrap()
}

/// A body of unknown length, in these frames.
pub(crate) fn stream<const N: usize>(
    frames: [&'static str; N],
) -> impl Body<Data = Bytes, Error = Infallible> + Send + 'static {
    let frames = frames.map(|text| Ok(Frame::data(Bytes::from_static(text.as_bytes()))));
    StreamBody::new(tokio_stream::iter(frames))
}

/// How a client goes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Cut {
    /// In order, with a FIN.
    Closed,
    /// At once, with a RST.
    Reset,
}

impl Cut {
    pub(crate) const ALL: [Self; 2] = [Self::Closed, Self::Reset];

    pub(crate) fn end(self, client: TcpStream) {
        match self {
            Self::Closed => drop(client),
            Self::Reset => reset(client),
        }
    }
}

/// What a body fails with.
pub(crate) fn error() -> io::Error {
    io::ErrorKind::TimedOut.into()
}

/// A router with one route that answers `order`.
pub(crate) fn orders() -> Router {
    Router::new().route("/orders/{id}", axum::routing::get(|| async { "order" }))
}

/// What is kept of an ASCII text: the length limit of attributes.
pub(crate) fn kept(text: &str) -> &str {
    text.get(..2048).unwrap_or(text)
}
