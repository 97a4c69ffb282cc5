//! What a span says, and what is sent along.

use super::{call, client, get};
use crate::support::{Backend, sent};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{Empty, Full};
use integration::spans::{attributes, error_type, in_span, text, traceparent};
use lumigo_opentelemetry::LumigoClientLayer;
use lumigo_opentelemetry::opentelemetry::baggage::BaggageExt;
use lumigo_opentelemetry::opentelemetry::trace::{FutureExt, SpanKind};
use lumigo_opentelemetry::opentelemetry::{Context, KeyValue};
use lumigo_testing::SpanRecorder;
use serde_json::{Value, json};
use std::convert::Infallible;
use tower::{Layer, ServiceExt, service_fn};

#[tokio::test]
async fn a_request_has_the_attributes_of_any_client() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = Backend::start().await;
    let mut request = get(backend.url("/orders/7?page=2&password=hunter2"));
    let secret = "hunter2".parse().unwrap();
    request.headers_mut().insert("x-secret", secret);
    let stock = in_span(&lumigo, "work", call(client(&lumigo), request)).await;
    assert_eq!(stock.unwrap(), "stock");

    assert_eq!(recorder.tree(), "INTERNAL work\n  CLIENT GET");
    let span = recorder.span_named("GET");
    assert_eq!(span.kind, SpanKind::Client);
    assert_eq!(span.scope_name, "lumigo-tower");
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
        "url.full": backend.url("/orders/7?page=2&password=****"),
    });
    assert_eq!(attributes(&span), expected);
    let headers = backend.only_headers();
    assert_eq!(sent(&headers, "traceparent"), Some(&*traceparent(&span)));
}

#[tokio::test]
async fn baggage_is_sent_on() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = Backend::start().await;
    let context = Context::new().with_baggage([KeyValue::new("user", "ada")]);
    let request = call(client(&lumigo), get(backend.url("/")));
    request.with_context(context).await.unwrap();
    assert_eq!(sent(&backend.only_headers(), "baggage"), Some("user=ada"));
}

async fn ok<B>(_: Request<B>) -> Result<Response<Empty<Bytes>>, Infallible> {
    Ok(Response::new(Empty::new()))
}

/// Without a host there is no URL that could be told. Credentials are never told.
#[tokio::test]
async fn the_server_is_the_one_of_the_uri() {
    for (uri, url, address, port) in [
        (
            "https://shop.test/a",
            Some("https://shop.test/a"),
            Some("shop.test"),
            Some(443),
        ),
        (
            "http://shop.test/",
            Some("http://shop.test/"),
            Some("shop.test"),
            Some(80),
        ),
        (
            "http://[::1]:81/",
            Some("http://[::1]:81/"),
            Some("::1"),
            Some(81),
        ),
        (
            "https://ada:hunter2@shop.test/?key=hunter2",
            Some("https://REDACTED:REDACTED@shop.test/?key=****"),
            Some("shop.test"),
            Some(443),
        ),
        (
            "ws://shop.test/",
            Some("ws://shop.test/"),
            Some("shop.test"),
            None,
        ),
        ("/orders/7?key=hunter2", None, None, None),
        ("*", None, None, None),
    ] {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo();
        let http = LumigoClientLayer::bind(&lumigo).layer(service_fn(ok));
        http.oneshot(get(uri)).await.unwrap();
        let span = recorder.only_span();
        assert_eq!(text(&span, "url.full"), url);
        assert_eq!(text(&span, "server.address"), address, "{uri}");
        let told = span.attribute("server.port").and_then(Value::as_u64);
        assert_eq!(told, port, "{uri}");
        assert!(!format!("{span:?}").contains("hunter2"), "{span:?}");
    }
}

#[tokio::test]
async fn filters_look_at_the_whole_url_or_what_there_is_of_it() {
    const CLIENT: &str = "LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX_CLIENT";
    for (pattern, uri, filtered) in [
        (
            r#"["^https://shop\\.test/health\\?deep$"]"#,
            "https://shop.test/health?deep",
            true,
        ),
        (r#"["^/health$"]"#, "/health", true),
        (r#"["^/health$"]"#, "http://shop.test/health", false),
    ] {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo_with(&[(CLIENT, pattern)]);
        let sent_flag = |request: Request<_>| async move {
            let traceparent = sent(request.headers(), "traceparent").unwrap();
            let flag = traceparent.rsplit('-').next().unwrap().to_owned();
            Ok::<_, Infallible>(Response::new(Full::<Bytes>::from(flag)))
        };
        let http = LumigoClientLayer::bind(&lumigo).layer(service_fn(sent_flag));
        let flag = call(http, get(uri)).await.unwrap();
        assert_eq!(flag, if filtered { "00" } else { "01" });
        assert_eq!(recorder.spans().is_empty(), filtered, "{pattern} {uri}");
    }
}

#[tokio::test]
async fn a_status_of_a_failure_is_one() {
    for (status, expected) in [
        (200, None),
        (304, None),
        (404, Some("404")),
        (503, Some("503")),
    ] {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo();
        let answer = move |_: Request<_>| async move {
            let response = Response::builder().status(status);
            Ok::<_, Infallible>(response.body(Empty::<Bytes>::new()).unwrap())
        };
        let http = LumigoClientLayer::bind(&lumigo).layer(service_fn(answer));
        call(http, get("http://shop.test/")).await.unwrap();
        assert_eq!(error_type(&recorder.only_span()), expected);
    }
}
