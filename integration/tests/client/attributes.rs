//! What a span says about a request: exactly this, in exactly these words.

use crate::support::{Backend, client, sent};
use integration::spans::{attributes, text, traceparent};
use integration::wire::{read_until, soon};
use lumigo_opentelemetry::opentelemetry::trace::{SpanKind, Status};
use lumigo_testing::SpanRecorder;
use reqwest::{Method, Request, Url};
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

#[tokio::test]
async fn a_request_has_the_stable_attributes_and_no_others() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = Backend::start().await;
    let url = backend.url("/orders/7?page=2&password=hunter2&sig=x#part");
    let request = client(&lumigo).get(&url).header("X-Secret", "hunter2");
    let response = request.send().await.unwrap();
    assert_eq!(response.text().await.unwrap(), "stock");

    let span = recorder.only_span();
    assert_eq!((&*span.name, &span.kind), ("GET", &SpanKind::Client));
    assert_eq!(span.status, Status::Unset);
    assert_eq!(span.scope_name, "lumigo-reqwest");
    let expected = json!({
        "http.request.headers": format!(r#"{{"x-secret":"****","traceparent":"{}"}}"#, traceparent(&span)),
        "http.request.method": "GET",
        "http.response.body": "stock",
        "http.response.body.size": 5,
        "http.response.headers": r#"{"content-type":"text/plain; charset=utf-8","content-length":"5"}"#,
        "http.response.status_code": 200,
        "network.protocol.version": "1.1",
        "server.address": "127.0.0.1",
        "server.port": backend.port(),
        "url.full": backend.url("/orders/7?page=2&password=****&sig=****#part"),
    });
    assert_eq!(attributes(&span), expected);
}

#[tokio::test]
async fn credentials_in_a_url_are_sent_and_not_shown() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = Backend::start().await;
    let with_credentials = backend.url("/").replace("http://", "http://ada:hunter2@");

    // reqwest's builder makes a header of the credentials before any middleware sees the URL.
    client(&lumigo).get(&with_credentials).send().await.unwrap();
    let headers = backend.only_headers();
    assert!(
        sent(&headers, "authorization")
            .unwrap()
            .starts_with("Basic ")
    );
    assert_eq!(
        text(&recorder.only_span(), "url.full"),
        Some(&*backend.url("/"))
    );
    recorder.clear();

    let request = Request::new(Method::GET, Url::parse(&with_credentials).unwrap());
    client(&lumigo).execute(request).await.unwrap();
    let expected = with_credentials.replace("ada:hunter2", "REDACTED:REDACTED");
    let span = recorder.only_span();
    assert_eq!(text(&span, "url.full"), Some(&*expected));
    assert!(!format!("{span:?}").contains("hunter2"));
}

#[tokio::test]
async fn the_name_is_the_method_as_far_as_it_is_known() {
    for (method, name, attribute, original) in [
        ("POST", "POST", "POST", None),
        ("DELETE", "DELETE", "DELETE", None),
        ("PURGE", "HTTP", "_OTHER", Some("PURGE")),
        ("get", "HTTP", "_OTHER", Some("get")),
    ] {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo();
        let backend = Backend::start().await;
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let request = client(&lumigo).request(method, backend.url("/orders/7"));
        request.send().await.unwrap();
        let span = recorder.only_span();
        assert_eq!(span.name, name);
        assert_eq!(text(&span, "http.request.method"), Some(attribute));
        assert_eq!(text(&span, "http.request.method_original"), original);
    }
}

#[tokio::test]
async fn the_protocol_version_is_the_one_of_the_response() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut stream, _) = soon(listener.accept()).await.unwrap();
        read_until(&mut stream, "\r\n\r\n").await;
        stream
            .write_all(b"HTTP/1.0 200 OK\r\n\r\nold")
            .await
            .unwrap();
    });
    let response = client(&lumigo).get(url).send().await.unwrap();
    assert_eq!(response.text().await.unwrap(), "old");
    server.await.unwrap();
    let span = recorder.only_span();
    assert_eq!(text(&span, "network.protocol.version"), Some("1.0"));
}
