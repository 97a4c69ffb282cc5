//! Requests that fail: what has failed is the error type, and the host gets its error.

use crate::faulty::{End, Fault, FaultyServer};
use crate::support::{Backend, client, plain, with_middleware};
use axum::Router;
use axum::response::Redirect;
use axum::routing::any;
use integration::spans::{attributes, error_type};
use integration::wire::{ChannelBody, LIMIT, soon};
use lumigo_opentelemetry::LumigoMiddleware;
use lumigo_testing::SpanRecorder;
use reqwest::{Body, Request, Response};
use reqwest_middleware::{ClientBuilder, Error, Middleware, Next, Result};
use reqwest_retry::RetryTransientMiddleware;
use reqwest_retry::policies::ExponentialBackoff;
use serde_json::json;
use std::future::pending;
use std::io;
use std::net::Ipv4Addr;
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket};

/// Long enough that all that comes at all has come.
const SHORT: Duration = Duration::from_millis(300);

/// How long to wait for this outcome.
fn patience(expected: &str) -> Duration {
    if expected == "timeout" { SHORT } else { LIMIT }
}

#[tokio::test]
async fn a_server_that_is_not_there_refuses() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    // Bound but not listening: refuses, and nobody else gets the port meanwhile.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let port = socket.local_addr().unwrap().port();
    let url = format!("http://127.0.0.1:{port}/");

    let request = client(&lumigo).get(&url).header("x-a", "1");
    let error = request.send().await.unwrap_err();
    assert!(error.is_connect());

    let mut span = recorder.only_span();
    assert_eq!(error_type(&span), Some("connection_refused"));
    span.attributes.remove("http.request.headers").unwrap();
    let expected = json!({
        "error.type": "connection_refused",
        "http.request.method": "GET",
        "server.address": "127.0.0.1",
        "server.port": port,
        "url.full": url,
    });
    assert_eq!(attributes(&span), expected);
}

/// Without a head there is no status.
#[tokio::test]
async fn an_answer_without_a_head_says_what_was_wrong() {
    let large = "x".repeat(1 << 20);
    for (answer, end, expected) in [
        ("", End::Stalled, "timeout"),
        ("HTTP/1.1 200 OK\r\ncontent-", End::Stalled, "timeout"),
        ("", End::Closed, "connection_closed"),
        (
            "HTTP/1.1 200 OK\r\ncontent-",
            End::Closed,
            "connection_closed",
        ),
        ("", End::Reset, "connection_reset"),
        (
            "HTTP/1.1 200 OK\r\ncontent-",
            End::Reset,
            "connection_reset",
        ),
        ("SSH-2.0-OpenSSH_9.2\r\n", End::Stalled, "request"),
        ("HTTP/1.1 200 OK\r\na b: c\r\n\r\n", End::Stalled, "request"),
        (
            &*format!("HTTP/1.1 200 OK\r\nx: {large}\r\n\r\n"),
            End::Stalled,
            "request",
        ),
        (
            "HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n",
            End::Stalled,
            "request",
        ),
    ] {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo();
        let server = FaultyServer::start(Fault::new(answer, end)).await;
        let request = client(&lumigo)
            .get(server.url())
            .timeout(patience(expected));
        let error = soon(request.send()).await.unwrap_err();
        let span = recorder.only_span();
        assert_eq!(
            error_type(&span),
            Some(expected),
            "{answer:.40?} {end:?} {error:?}"
        );
        assert_eq!(span.attribute("http.response.status_code"), None);
    }
}

/// The status is known, and the call has failed all the same.
#[tokio::test]
async fn a_body_that_breaks_off_says_what_was_wrong() {
    let [known, chunked] = ["content-length: 10", "transfer-encoding: chunked"];
    let new = |header: &str, body: &str, end| {
        Fault::new(format!("HTTP/1.1 200 OK\r\n{header}\r\n\r\n{body}"), end)
    };
    for (fault, expected) in [
        (new(known, "", End::Stalled), "timeout"),
        (new(known, "one", End::Stalled), "timeout"),
        (new(known, "one", End::Closed), "connection_closed"),
        (
            new(chunked, "3\r\none\r\n", End::Closed),
            "connection_closed",
        ),
        (new(known, "one", End::Reset), "connection_reset"),
        (new(chunked, "3\r\none\r\n", End::Reset), "connection_reset"),
        (new(chunked, "3\r\none\r\nzz\r\n", End::Stalled), "body"),
        (Fault::gzip(|body| body.truncate(20)), "decode"),
        (
            Fault::gzip(|body| body.iter_mut().skip(12).for_each(|byte| *byte ^= 0x55)),
            "decode",
        ),
    ] {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo();
        let server = FaultyServer::start(fault.clone()).await;
        let request = client(&lumigo)
            .get(server.url())
            .timeout(patience(expected));
        let response = soon(request.send()).await.unwrap();
        let error = soon(response.bytes()).await.unwrap_err();
        let span = recorder.only_span();
        let context = format!("{} {error:?}", String::from_utf8_lossy(&fault.answer));
        assert_eq!(error_type(&span), Some(expected), "{context}");
        assert_eq!(span.attributes["http.response.status_code"], 200);
    }
}

#[tokio::test]
async fn a_request_that_cannot_be_sent_says_why() {
    let backend = Backend::start().await;
    let port = backend.port();
    // A label of a name has 63 characters at most: no server is asked.
    let nobody = format!("http://{}.test/", "a".repeat(64));
    let elsewhere = reqwest::Client::builder().no_proxy();
    // An address for documentation: no machine has it.
    let elsewhere = elsewhere.local_address(Some(Ipv4Addr::new(192, 0, 2, 1).into()));
    for (http, url, expected) in [
        (plain(), nobody, "name_resolution_error"),
        (elsewhere.build().unwrap(), backend.url("/"), "connect"),
        (plain(), format!("ftp://127.0.0.1:{port}/"), "builder"),
    ] {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo();
        let http = with_middleware(http, &lumigo);
        let error = soon(http.get(&url).send()).await.unwrap_err();
        let span = recorder.only_span();
        assert_eq!(error_type(&span), Some(expected), "{url} {error:?}");
    }
}

/// A server that takes connections, and neither reads nor writes.
#[tokio::test]
async fn a_connection_that_is_not_made_in_time_is_a_timeout() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}/", listener.local_addr().unwrap());
    let http = reqwest::Client::builder().no_proxy().connect_timeout(SHORT);
    let http = with_middleware(http.build().unwrap(), &lumigo);
    let error = soon(http.get(url).send()).await.unwrap_err();
    assert!(error.is_timeout() && error.is_connect());
    assert_eq!(error_type(&recorder.only_span()), Some("timeout"));
}

#[tokio::test]
async fn a_handler_that_takes_too_long_is_a_timeout() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = Backend::with(Router::new().fallback(pending::<()>)).await;
    let request = client(&lumigo).get(backend.url("/")).timeout(SHORT);
    assert!(soon(request.send()).await.unwrap_err().is_timeout());
    assert_eq!(error_type(&recorder.only_span()), Some("timeout"));
}

#[tokio::test]
async fn redirects_without_end_are_a_redirect_error() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let app = Router::new().fallback(|| async { Redirect::temporary("/again") });
    let backend = Backend::with(app).await;
    let error = client(&lumigo).get(backend.url("/")).send().await;
    assert!(error.unwrap_err().is_redirect());
    assert_eq!(error_type(&recorder.only_span()), Some("redirect"));
}

/// The cause is the caller's own, whatever it looks like.
#[tokio::test]
async fn an_upload_that_breaks_off_is_a_body_error() {
    for kind in [io::ErrorKind::Other, io::ErrorKind::ConnectionReset] {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo();
        let backend = Backend::with(Router::new().fallback(any(|_: String| async {}))).await;
        let (chunks, body) = ChannelBody::channel();
        chunks.send(Ok("one")).unwrap();
        chunks.send(Err(kind.into())).unwrap();
        let request = client(&lumigo)
            .post(backend.url("/"))
            .body(Body::wrap(body));
        let error = soon(request.send()).await.unwrap_err();
        assert_eq!(error_type(&recorder.only_span()), Some("body"), "{error:?}");
    }
}

/// Lets no request through.
struct OutOfOrder;

#[async_trait::async_trait]
impl Middleware for OutOfOrder {
    async fn handle(&self, _: Request, _: &mut http::Extensions, _: Next<'_>) -> Result<Response> {
        Err(Error::middleware(io::Error::other("out of order")))
    }
}

#[tokio::test]
async fn an_error_of_a_middleware_beneath_is_a_middleware_error() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let http = ClientBuilder::new(plain())
        .with(LumigoMiddleware::bind(&lumigo))
        .with(OutOfOrder)
        .build();
    let error = http.get("http://127.0.0.1:1/").send().await.unwrap_err();
    assert_eq!(error.to_string(), "out of order");
    assert_eq!(error_type(&recorder.only_span()), Some("middleware"));
}

/// Such a middleware wraps the error of the client.
#[tokio::test]
async fn retries_beneath_do_not_hide_what_has_failed() {
    for (end, expected) in [
        (End::Reset, "connection_reset"),
        (End::Closed, "connection_closed"),
        (End::Stalled, "timeout"),
    ] {
        for retries in [0, 1] {
            let recorder = SpanRecorder::new();
            let lumigo = recorder.lumigo();
            let server = FaultyServer::start(Fault::new("", end)).await;
            let policy = ExponentialBackoff::builder()
                .retry_bounds(Duration::ZERO, Duration::ZERO)
                .build_with_max_retries(retries);
            let http = ClientBuilder::new(plain())
                .with(LumigoMiddleware::bind(&lumigo))
                .with(RetryTransientMiddleware::new_with_policy(policy))
                .build();
            let request = http.get(server.url()).timeout(patience(expected));
            assert!(request.send().await.unwrap_err().is_middleware());
            assert_eq!(error_type(&recorder.only_span()), Some(expected));
        }
    }
}
