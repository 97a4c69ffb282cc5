//! Connections of hyper's own client: one that is used again and again, and one of many streams.

use axum::body::Body;
use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use http_body_util::{BodyExt, Collected};
use hyper::body::Incoming;
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use integration::wire::{TestServer, soon};
use std::net::SocketAddr;
use tokio::net::TcpStream;

/// An HTTP/1.1 connection.
pub(crate) async fn http1(server: &TestServer) -> http1::SendRequest<Body> {
    let stream = TcpStream::connect(server.address()).await.unwrap();
    let (client, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    client
}

/// An HTTP/2 connection with prior knowledge.
pub(crate) async fn http2(server: &TestServer) -> http2::SendRequest<Body> {
    http2_to(server.address()).await
}

/// The same to a server of another kind.
pub(crate) async fn http2_to(server: SocketAddr) -> http2::SendRequest<Body> {
    let stream = TcpStream::connect(server).await.unwrap();
    let connection = http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await;
    let (client, connection) = connection.unwrap();
    tokio::spawn(connection);
    client
}

/// A request without a body.
pub(crate) fn empty(method: &str, uri: &str) -> Request<Body> {
    let request = Request::builder().method(method).uri(uri);
    let request = request.header("host", "shop.example");
    request.body(Body::empty()).unwrap()
}

/// Reads an answer to its end, or to where it breaks off.
pub(crate) async fn read(response: Response<Incoming>) -> hyper::Result<Collected<Bytes>> {
    soon(response.into_body().collect()).await
}

/// A call by gRPC.
pub(crate) fn call(path: &str) -> Request<Body> {
    let request = Request::post(format!("http://shop.example{path}"));
    let request = request.header("content-type", "application/grpc");
    request.body(Body::from(&[0; 5][..])).unwrap()
}

/// The headers of the answer, which is read to its end.
pub(crate) async fn answered(
    client: &mut http2::SendRequest<Body>,
    request: Request<Body>,
) -> HeaderMap {
    let response = soon(client.send_request(request)).await.unwrap();
    let headers = response.headers().clone();
    read(response).await.unwrap();
    headers
}
