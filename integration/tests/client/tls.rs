//! Encrypted connections.

use crate::support::{Backend, with_middleware};
use integration::spans::{error_type, text};
use integration::wire::soon;
use lumigo_testing::{OtlpSink, SpanRecorder, TestAuthority};
use reqwest::{Certificate, ClientBuilder};
use std::net::SocketAddr;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

/// A client that trusts nobody else.
fn trusting(authority: &TestAuthority) -> ClientBuilder {
    let certificate = Certificate::from_pem(authority.certificate_pem().as_bytes());
    let client = reqwest::Client::builder().no_proxy();
    client.tls_certs_only([certificate.unwrap()])
}

fn address(url: &str) -> SocketAddr {
    let authority = url.split('/').nth(2);
    authority.unwrap().parse().unwrap()
}

/// What a call says that fails before there is any HTTP.
async fn failure(http: ClientBuilder, url: &str) -> Option<String> {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let http = with_middleware(http.build().unwrap(), &lumigo);
    let error = soon(http.get(url).send()).await.unwrap_err();
    assert!(error.is_connect() || error.is_request(), "{error:?}");
    error_type(&recorder.only_span()).map(str::to_owned)
}

#[tokio::test]
async fn a_call_over_tls_is_a_span_like_any_other() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let authority = TestAuthority::new();
    let sink = OtlpSink::builder().with_tls(&authority.server()).start();
    let http = with_middleware(trusting(&authority).build().unwrap(), &lumigo);
    http.get(sink.endpoint()).send().await.unwrap();
    let span = recorder.only_span();
    assert_eq!(text(&span, "url.full"), Some(&*sink.endpoint()));
    assert!(sink.requests()[0].header("traceparent").is_some());
}

#[tokio::test]
async fn a_server_that_is_not_trusted_is_a_tls_error() {
    let authority = TestAuthority::new();
    let sink = OtlpSink::builder().with_tls(&authority.server()).start();
    let failure = failure(trusting(&TestAuthority::new()), &sink.endpoint()).await;
    assert_eq!(failure.as_deref(), Some("tls_error"));
}

#[tokio::test]
async fn a_certificate_of_another_host_is_a_tls_error() {
    let authority = TestAuthority::new();
    let sink = OtlpSink::builder().with_tls(&authority.server()).start();
    let server = address(&sink.endpoint());
    let http = trusting(&authority).resolve("shop.test", server);
    let url = format!("https://shop.test:{}/", server.port());
    assert_eq!(failure(http, &url).await.as_deref(), Some("tls_error"));
}

#[tokio::test]
async fn a_server_that_asks_for_a_certificate_in_vain_is_a_tls_error() {
    let authority = TestAuthority::new();
    let sink = OtlpSink::builder()
        .with_mutual_tls(&authority.server(), &authority)
        .start();
    let failure = failure(trusting(&authority), &sink.endpoint()).await;
    assert_eq!(failure.as_deref(), Some("tls_error"));
}

#[tokio::test]
async fn a_server_without_tls_is_a_tls_error() {
    let backend = Backend::start().await;
    let url = backend.url("/").replace("http://", "https://");
    let failure = failure(trusting(&TestAuthority::new()), &url).await;
    assert_eq!(failure.as_deref(), Some("tls_error"));
}

#[tokio::test]
async fn a_connection_that_is_closed_before_the_handshake_ends_says_so() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}/", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut stream, _) = soon(listener.accept()).await.unwrap();
        // All of the client's first message is read: it would be a reset otherwise.
        let mut hello = [0; 16 * 1024];
        soon(stream.read(&mut hello)).await.unwrap();
    });
    let failure = failure(trusting(&TestAuthority::new()), &url).await;
    server.await.unwrap();
    assert_eq!(failure.as_deref(), Some("connection_closed"));
}
