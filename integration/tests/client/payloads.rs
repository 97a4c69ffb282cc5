//! What is captured of requests and responses, and what of it is masked.

use crate::support::{Backend, client};
use axum::Router;
use axum::response::Response;
use axum::routing::any;
use integration::spans::{text, traceparent};
use lumigo_testing::{SpanRecorder, TestSpan};
use serde_json::{Value, json};

const CAPTURED: [&str; 4] = [
    "http.request.headers",
    "http.request.body",
    "http.response.headers",
    "http.response.body",
];

/// A server that tells secrets.
async fn careless() -> Backend {
    let app = any(|| async {
        Response::builder()
            .header("content-type", "application/json")
            .header("set-cookie", "session=hunter2")
            .header("x-amzn-requestid", "d1c3-4711")
            .body(r#"{"id": 7, "token": "hunter2"}"#.to_owned())
            .unwrap()
    });
    Backend::with(Router::new().fallback(app)).await
}

fn headers(span: &TestSpan, key: &str) -> Value {
    serde_json::from_str(text(span, key).unwrap()).unwrap()
}

#[tokio::test]
async fn headers_and_bodies_are_there_without_their_secrets() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = careless().await;
    let response = client(&lumigo)
        .post(backend.url("/orders?api_key=hunter2"))
        .bearer_auth("hunter2")
        .header("content-type", "application/json")
        .body(r#"{"item": "pen", "password": "hunter2"}"#)
        .send()
        .await
        .unwrap();
    assert!(response.text().await.unwrap().contains("hunter2"));

    let span = recorder.only_span();
    let expected = json!({
        "authorization": "****",
        "content-type": "application/json",
        "traceparent": traceparent(&span),
    });
    assert_eq!(headers(&span, "http.request.headers"), expected);
    assert_eq!(
        text(&span, "http.request.body"),
        Some(r#"{"item": "pen", "password": "****"}"#)
    );
    let expected = json!({
        "content-length": "29",
        "content-type": "application/json",
        "set-cookie": "****",
        "x-amzn-requestid": "d1c3-4711",
    });
    assert_eq!(headers(&span, "http.response.headers"), expected);
    assert_eq!(
        text(&span, "http.response.body"),
        Some(r#"{"id": 7, "token": "****"}"#)
    );
    assert_eq!(text(&span, "messageId"), Some("d1c3-4711"));
    assert!(!format!("{span:?}").contains("hunter2"), "{span:?}");
}

#[tokio::test]
async fn the_id_of_an_answer_is_left_out_when_its_header_is_secret() {
    let list = "LUMIGO_SECRET_MASKING_REGEX_HTTP_RESPONSE_HEADERS";
    for (variable, expected) in [
        (("LUMIGO_CAPTURE_PAYLOADS", "false"), Some("d1c3-4711")),
        ((list, r#"["x-amzn-.*"]"#), None),
        ((list, "all"), None),
    ] {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo_with(&[variable]);
        let backend = careless().await;
        let request = client(&lumigo).get(backend.url("/"));
        request.send().await.unwrap();
        let span = recorder.only_span();
        assert_eq!(text(&span, "messageId"), expected, "{variable:?}");
    }
}

#[tokio::test]
async fn forms_are_masked_by_their_keys() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = careless().await;
    let request = client(&lumigo).post(backend.url("/"));
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    request
        .body("user=ada&password=hunter2")
        .send()
        .await
        .unwrap();
    let span = recorder.only_span();
    assert_eq!(
        text(&span, "http.request.body"),
        Some("user=ada&password=****")
    );
}

/// What a body is, not what it says it is.
#[tokio::test]
async fn bytes_that_are_no_text_have_a_size_alone() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = careless().await;
    let request = client(&lumigo).post(backend.url("/"));
    request.body(vec![0xff, 0xfe, 0x00]).send().await.unwrap();
    let span = recorder.only_span();
    assert_eq!(span.attribute("http.request.body"), None);
    assert_eq!(span.attributes["http.request.body.size"], 3);
}

#[tokio::test]
async fn without_capture_there_are_sizes_and_no_payloads() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo_with(&[("LUMIGO_CAPTURE_PAYLOADS", "false")]);
    let backend = careless().await;
    let request = client(&lumigo).post(backend.url("/")).body("an order");
    let response = request.send().await.unwrap();
    assert_eq!(response.bytes().await.unwrap().len(), 29);
    let span = recorder.only_span();
    for key in CAPTURED {
        assert_eq!(span.attribute(key), None, "{key}");
    }
    assert_eq!(span.attributes["http.request.body.size"], 8);
    assert_eq!(span.attributes["http.response.body.size"], 29);
    assert_eq!(text(&span, "messageId"), Some("d1c3-4711"));
}

#[tokio::test]
async fn a_list_for_all_masks_all() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo_with(&[("LUMIGO_SECRET_MASKING_REGEX", "all")]);
    let backend = careless().await;
    let request = client(&lumigo).post(backend.url("/")).body("an order");
    request.send().await.unwrap().text().await.unwrap();
    let span = recorder.only_span();
    for key in CAPTURED {
        assert_eq!(text(&span, key), Some("****"), "{key}");
    }
}
