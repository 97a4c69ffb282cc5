//! Headers and bodies on the span: masked, bounded, and never in the way of the host.

use crate::support::{answer, get, post_head, stream};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get as on_get};
use http::HeaderMap;
use integration::spans::{UNSAMPLED, error_type, text};
use integration::wire::{TestServer, connect, read_until, send, soon};
use lumigo_opentelemetry::LumigoLayer;
use lumigo_testing::{SpanRecorder, TestSpan};
use proptest::prelude::*;
use serde_json::{Value, json};
use tokio::sync::mpsc;

/// A `POST` of this body.
fn post(headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "POST / HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\nContent-Length: {}\r\n",
        body.len()
    );
    [head.as_bytes(), headers.as_bytes(), b"\r\n", body].concat()
}

/// Answers with the body, and the headers that the query names, as they came.
async fn echo(headers: HeaderMap, body: Bytes) -> Response {
    let mut response = Response::new(Body::from(body));
    for name in [http::header::CONTENT_TYPE, http::header::CONTENT_ENCODING] {
        if let Some(value) = headers.get(&name) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response
}

/// The span of a request to an echo, which hears all that was sent.
async fn echoed(variables: &[(&str, &str)], headers: &str, body: &[u8]) -> TestSpan {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo_with(variables);
    let app = Router::new().route("/", any(echo));
    let app = app.layer(LumigoLayer::bind(&lumigo));
    let server = TestServer::start(app).await;
    let answer = integration::wire::exchange(server.address(), post(headers, body)).await;
    assert!(answer.ends_with(body), "{}", answer.escape_ascii());
    server.stop().await;
    recorder.only_span()
}

const JSON: &str = "Content-Type: application/json\r\n";
const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

#[tokio::test]
async fn a_body_is_kept_as_far_as_it_is_text_and_no_secret() {
    let cases: &[(&str, &[u8], Option<&str>)] = &[
        (
            JSON,
            br#"{"user": "ada", "password": "hunter2", "of": [{"apiKey": 1}]}"#,
            Some(r#"{"user": "ada", "password": "****", "of": [{"apiKey": "****"}]}"#),
        ),
        (
            "",
            br#" {"password": "hunter2"}"#,
            Some(r#" {"password": "****"}"#),
        ),
        (
            FORM,
            b"user=ada&password=hunter2",
            Some("user=ada&password=****"),
        ),
        (
            "Content-Type: text/plain\r\n",
            b"password=hunter2",
            Some("password=****"),
        ),
        (
            "",
            b"user=ada&password=hunter2",
            Some("user=ada&password=****"),
        ),
        (
            "Content-Type: text/plain\r\n",
            b"the password=hunter2",
            Some("the password=hunter2"),
        ),
        ("", "caf\u{e9}".as_bytes(), Some("caf\u{e9}")),
        (
            "Content-Type: application/octet-stream\r\n",
            b"\x00\xff\xfe\x00",
            None,
        ),
        ("Content-Type: image/png\r\n", b"text", None),
        ("", b"\xff\xfe\xfd", None),
        (
            "Content-Type: application/json\r\nContent-Encoding: gzip\r\n",
            b"{}",
            None,
        ),
        (
            "Content-Type: text/plain; charset=utf-16\r\n",
            b"text",
            None,
        ),
        (JSON, b"", None),
    ];
    for (headers, body, expected) in cases {
        let span = echoed(&[], headers, body).await;
        let what = body.escape_ascii();
        assert_eq!(
            text(&span, "http.request.body"),
            *expected,
            "{headers}{what}"
        );
        assert_eq!(
            text(&span, "http.response.body"),
            *expected,
            "{headers}{what}"
        );
        let size = (!body.is_empty()).then(|| json!(body.len()));
        for key in ["http.request.body.size", "http.response.body.size"] {
            assert_eq!(span.attribute(key), size.as_ref(), "{headers}{what}");
        }
        assert_eq!(error_type(&span), None);
    }
}

#[tokio::test]
async fn a_long_body_is_cut_at_the_limit_and_the_handler_gets_every_byte() {
    let secret = format!(r#"{{"a": "{}", "password": "hunter2"}}"#, "x".repeat(2020));
    let accents = "\u{e9}".repeat(5000);
    for body in [&*"y".repeat(500_000), &*secret, &*accents] {
        let span = echoed(&[], JSON, body.as_bytes()).await;
        for key in ["http.request.body", "http.response.body"] {
            let kept = text(&span, key).unwrap();
            assert_eq!(kept.chars().count(), 2048);
            assert!(!kept.contains("hun"), "{kept}");
        }
        assert_eq!(span.attributes["http.request.body.size"], body.len());
        assert_eq!(span.attributes["http.response.body.size"], body.len());
    }
}

#[tokio::test]
async fn the_limit_and_the_lists_are_what_the_variables_say() {
    let body = br#"{"card": "4711", "password": "hunter2"}"#;
    for (name, value, request, response) in [
        (
            "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT",
            "10",
            r#"{"card": ""#,
            r#"{"card": ""#,
        ),
        (
            "LUMIGO_SECRET_MASKING_REGEX_HTTP_REQUEST_BODIES",
            r#"["card"]"#,
            r#"{"card": "****", "password": "hunter2"}"#,
            r#"{"card": "4711", "password": "****"}"#,
        ),
        (
            "LUMIGO_SECRET_MASKING_REGEX_HTTP_RESPONSE_BODIES",
            "all",
            r#"{"card": "4711", "password": "****"}"#,
            "****",
        ),
    ] {
        let span = echoed(&[(name, value)], JSON, body).await;
        assert_eq!(text(&span, "http.request.body"), Some(request), "{name}");
        assert_eq!(text(&span, "http.response.body"), Some(response), "{name}");
    }
}

/// A JSON object in an attribute.
fn object(span: &TestSpan, key: &str) -> Value {
    serde_json::from_str(text(span, key).unwrap()).unwrap()
}

#[tokio::test]
async fn headers_are_one_object_without_their_secrets() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let handler = || async {
        let headers = [
            ("Set-Cookie", "session=1"),
            ("X-Plain", "plain"),
            ("Location", "/next?token=t_1&page=2"),
        ];
        (headers, "order")
    };
    let app = Router::new().route("/", on_get(handler));
    let app = app.layer(LumigoLayer::bind(&lumigo));
    let headers = "Authorization: Bearer abc\r\nCookie: session=1\r\nX-Api-Key: k-1\r\n\
        X-Plain: a\r\nx-plain: b\r\nReferer: http://a.example/?sig=abc\r\n";
    answer(app, get("/", headers)).await;
    let span = recorder.only_span();
    let expected = json!({
        "host": "shop.example",
        "connection": "close",
        "authorization": "****",
        "cookie": "****",
        "x-api-key": "****",
        "x-plain": "a, b",
        "referer": "http://a.example/?sig=****",
    });
    assert_eq!(object(&span, "http.request.headers"), expected);
    let expected = json!({
        "content-type": "text/plain; charset=utf-8",
        "set-cookie": "****",
        "x-plain": "plain",
        "location": "/next?token=****&page=2",
    });
    assert_eq!(object(&span, "http.response.headers"), expected);
}

#[tokio::test]
async fn a_header_s_attribute_of_its_own_shows_no_more_than_all_headers_do() {
    let list = "LUMIGO_SECRET_MASKING_REGEX_HTTP_REQUEST_HEADERS";
    let sent = "User-Agent: bot/1 +https://ada:hunter2@x.y/?token=hunter3\r\n";
    let shown = "bot/1 +https://REDACTED:REDACTED@x.y/?token=****";
    for (variables, expected) in [
        (&[][..], Some(shown)),
        (&[("LUMIGO_CAPTURE_PAYLOADS", "false")], Some(shown)),
        (&[(list, "all")], None),
        (&[(list, "[")], None),
        (&[(list, r#"["user-agent"]"#)], None),
        (&[(list, "[]")], Some(shown)),
    ] {
        let older = [("OTEL_SEMCONV_STABILITY_OPT_IN", "http/dup")];
        let span = echoed(&[variables, &older].concat(), sent, b"").await;
        for key in ["user_agent.original", "http.user_agent"] {
            assert_eq!(text(&span, key), expected, "{variables:?}");
        }
        assert!(!format!("{span:?}").contains("hunter"), "{span:?}");
    }
}

#[tokio::test]
async fn without_capture_there_are_sizes_alone() {
    let off = [("LUMIGO_CAPTURE_PAYLOADS", "false")];
    let span = echoed(&off, JSON, br#"{"user": "ada"}"#).await;
    for key in [
        "http.request.headers",
        "http.response.headers",
        "http.request.body",
        "http.response.body",
    ] {
        assert_eq!(span.attribute(key), None, "{key}");
    }
    assert_eq!(span.attributes["http.request.body.size"], 15);
    assert_eq!(span.attributes["http.response.body.size"], 15);
}

#[tokio::test]
async fn what_is_not_recorded_passes_as_it_is() {
    for (variable, header) in [
        (
            ("LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX", r#"["/"]"#),
            String::new(),
        ),
        (
            ("LUMIGO_DEBUG", "false"),
            format!("traceparent: {UNSAMPLED}\r\n"),
        ),
    ] {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo_with(&[variable]);
        let app = Router::new().route("/", any(echo));
        let app = app.layer(LumigoLayer::bind(&lumigo));
        let body = "x".repeat(100_000);
        let answer = answer(app, post(&header, body.as_bytes())).await;
        assert!(answer.ends_with(&body));
        assert!(recorder.spans().is_empty());
    }
}

#[tokio::test]
async fn a_streamed_answer_arrives_as_it_comes_and_is_kept_across_its_frames() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let frames = [r#"{"user": "ada", "pass"#, r#"word": "hun"#, r#"ter2"}"#];
    let handler = move || async move { Body::new(stream(frames)).into_response() };
    let app = Router::new().route("/", on_get(handler));
    let answer = answer(app.layer(LumigoLayer::bind(&lumigo)), get("/", "")).await;
    assert!(answer.contains(frames[2]), "{answer}");
    let span = recorder.only_span();
    let kept = text(&span, "http.response.body");
    assert_eq!(kept, Some(r#"{"user": "ada", "password": "****"}"#));
}

#[tokio::test]
async fn a_slow_request_body_reaches_the_handler_piece_by_piece() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let (pieces, mut seen) = mpsc::unbounded_channel();
    let handler = move |body: Body| {
        let pieces = pieces.clone();
        async move {
            let mut body = body.into_data_stream();
            while let Some(piece) = tokio_stream::StreamExt::next(&mut body).await {
                pieces.send(piece.unwrap()).unwrap();
            }
        }
    };
    let app = Router::new().route("/", any(handler));
    let server = TestServer::start(app.layer(LumigoLayer::bind(&lumigo))).await;
    let head = post_head("Transfer-Encoding: chunked");
    let mut client = connect(server.address(), head).await;
    for piece in ["one ", "by ", "one"] {
        let chunk = format!("{:x}\r\n{piece}\r\n", piece.len());
        send(&mut client, chunk).await;
        assert_eq!(soon(seen.recv()).await.unwrap(), piece);
        assert!(recorder.spans().is_empty());
    }
    send(&mut client, "0\r\n\r\n").await;
    read_until(&mut client, "\r\n\r\n").await;
    drop(client);
    server.stop().await;
    let span = recorder.only_span();
    assert_eq!(error_type(&span), None);
    assert_eq!(text(&span, "http.request.body"), Some("one by one"));
    assert_eq!(span.attributes["http.request.body.size"], 10);
}

#[tokio::test]
async fn a_client_that_asks_whether_to_send_its_body_is_told_when_the_handler_reads() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let app = Router::new().route("/", any(echo));
    let server = TestServer::start(app.layer(LumigoLayer::bind(&lumigo))).await;
    let head = post_head("Content-Length: 4\r\nExpect: 100-continue");
    let mut client = connect(server.address(), head).await;
    let told = read_until(&mut client, "\r\n\r\n").await;
    assert_eq!(told, "HTTP/1.1 100 Continue\r\n\r\n");
    send(&mut client, "body").await;
    let answer = read_until(&mut client, "body").await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    drop(client);
    server.stop().await;
    let span = recorder.only_span();
    assert_eq!(span.attributes["http.response.status_code"], 200);
    assert_eq!(text(&span, "http.request.body"), Some("body"));
    assert_eq!(error_type(&span), None);
}

#[tokio::test]
async fn a_client_that_asks_and_is_refused_sends_no_body() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let app = Router::new().route("/", any(|| async { http::StatusCode::FORBIDDEN }));
    let head = post_head("Content-Length: 4\r\nExpect: 100-continue");
    let answer = answer(app.layer(LumigoLayer::bind(&lumigo)), head).await;
    assert!(answer.starts_with("HTTP/1.1 403 "), "{answer}");
    let span = recorder.only_span();
    assert_eq!(error_type(&span), None);
    assert_eq!(text(&span, "http.request.body"), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn every_byte_passes_in_whatever_pieces(body: Vec<u8>, cuts: [u16; 4]) {
        use http_body::Frame;
        use http_body_util::{BodyExt, StreamBody};
        use tower::ServiceExt;

        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo();
        let app = Router::new().route("/", any(echo)).layer(LumigoLayer::bind(&lumigo));
        let mut cuts = cuts.map(|cut| usize::from(cut) % (body.len() + 1)).to_vec();
        cuts.extend([0, body.len()]);
        cuts.sort_unstable();
        let pieces: Vec<_> = cuts
            .windows(2)
            .map(|cut| Bytes::copy_from_slice(&body[cut[0]..cut[1]]))
            .map(|piece| Ok::<_, std::convert::Infallible>(Frame::data(piece)))
            .collect();
        let request = http::Request::new(Body::new(StreamBody::new(tokio_stream::iter(pieces))));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let answer = runtime.block_on(async {
            app.oneshot(request).await.unwrap().into_body().collect().await.unwrap().to_bytes()
        });
        prop_assert_eq!(&answer, &body);
        let span = recorder.only_span();
        let size = (!body.is_empty()).then(|| json!(body.len()));
        prop_assert_eq!(span.attribute("http.request.body.size"), size.as_ref());
        prop_assert_eq!(span.attribute("http.response.body.size"), size.as_ref());
    }
}
