//! Anything at all: random requests through the layer, and requests that are no HTTP.

use crate::support::{get, kept};
use crate::twins::{ask, echo};
use axum::body::Body;
use http::{HeaderName, HeaderValue, Method, Request, Response, Uri};
use http_body_util::BodyExt;
use lumigo_opentelemetry::LumigoLayer;
use lumigo_testing::SpanRecorder;
use proptest::collection::vec;
use proptest::prelude::*;
use tower::ServiceExt;

#[tokio::test]
async fn what_is_no_http_is_answered_by_hyper_alone() {
    let many_headers = get("/", &"X: y\r\n".repeat(200));
    let cases: [&[u8]; 7] = [
        b"\r\n\r\n\r\nnonsense\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\r\n\r\n",
        b"G\x00T / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nNo colon\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: a\x00b\r\n\r\n",
        many_headers.as_bytes(),
    ];
    for request in cases {
        let twins = ask(request).await;
        assert!(
            (400..500).contains(&twins.status),
            "{}",
            request.escape_ascii()
        );
        assert!(twins.span.is_none());
    }
}

#[tokio::test]
async fn the_method_in_the_name_is_never_of_the_client_s_making() {
    for method in [
        "PURGE",
        "get",
        "Get",
        "GET_",
        "!#$%&'*+-.^_`|~0",
        &"M".repeat(8000),
    ] {
        let twins = ask(get("/orders/7", "").replacen("GET", method, 1)).await;
        let span = twins.span.unwrap();
        assert_eq!((twins.status, &*span.name), (200, "HTTP /orders/{id}"));
        assert_eq!(span.attributes["http.request.method"], "_OTHER");
        let original = &span.attributes["http.request.method_original"];
        assert_eq!(original, kept(method));
    }
}

/// A header value as hyper lets it in.
fn value() -> impl Strategy<Value = Vec<u8>> {
    let anything = vec(any::<u8>(), 0..64);
    let almost = "[0-9a-f-]{0,60}".prop_map(String::into_bytes);
    let list = "([a-z%]{1,3}=?[0-9;%]{0,3},?){0,9}".prop_map(String::into_bytes);
    prop_oneof![anything, almost, list]
}

fn headers() -> impl Strategy<Value = Vec<(&'static str, Vec<u8>)>> {
    let names = [
        "traceparent",
        "tracestate",
        "baggage",
        "host",
        "user-agent",
        "x-other",
    ];
    vec((prop::sample::select(names.to_vec()), value()), 0..6)
}

fn target() -> impl Strategy<Value = String> {
    prop_oneof![
        "/\\PC{0,32}",
        "/[a-z%./;:@\\[\\]{}?&=]{0,32}",
        "/orders/[^/ ]{1,8}\\?[a-zA-Z%&;=]{0,32}",
        "https?://[a-z.:@\\[\\]0-9]{1,16}/[a-z]{0,4}",
    ]
}

fn request(
    method: &str,
    target: &str,
    headers: &[(&'static str, Vec<u8>)],
) -> Option<Request<Body>> {
    let mut request = Request::new(Body::empty());
    *request.method_mut() = Method::from_bytes(method.as_bytes()).ok()?;
    *request.uri_mut() = target.parse::<Uri>().ok()?;
    for (name, value) in headers {
        let value = HeaderValue::from_bytes(value).ok()?;
        request
            .headers_mut()
            .append(HeaderName::from_static(name), value);
    }
    Some(request)
}

async fn said(response: Response<Body>) -> String {
    let (head, body) = response.into_parts();
    format!("{head:?}{:?}", body.collect().await.unwrap())
}

proptest! {
    #[test]
    fn no_request_panics_or_is_answered_otherwise(
        method in "(GET|HEAD|OPTIONS|[A-Za-z]{1,8})",
        target in target(),
        headers in headers(),
    ) {
        let (Some(with), Some(without)) =
            (request(&method, &target, &headers), request(&method, &target, &headers))
        else {
            return Err(TestCaseError::reject("hyper would refuse it"));
        };
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo();
        let app = echo().layer(LumigoLayer::bind(&lumigo));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (answer, expected) = runtime.block_on(async {
            let answer = said(app.oneshot(with).await.unwrap()).await;
            (answer, said(echo().oneshot(without).await.unwrap()).await)
        });
        prop_assert_eq!(answer, expected);
        for span in recorder.spans() {
            prop_assert!(!span.name.contains(&target) || target == "/", "{}", span.name);
            prop_assert!(span.duplicate_keys.is_empty());
        }
    }
}
