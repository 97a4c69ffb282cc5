//! `--json` prints the spans as JSON lines, and nothing else.

use std::sync::LazyLock;

use crate::support::{quickstart, run, text};
use serde_json::Value;

static RUN: LazyLock<(Vec<Value>, String)> = LazyLock::new(|| {
    let output = run(quickstart(&["--json"]));
    let lines = text(&output.stdout).lines();
    let spans = lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    (spans, text(&output.stderr).to_owned())
});

fn spans() -> &'static [Value] {
    &RUN.0
}

fn parent(span: &Value) -> Option<&'static Value> {
    let same = |key: &'static str, other: &Value, value: &Value| &other[key] == value;
    spans().iter().find(|other| {
        same("trace_id", other, &span["trace_id"])
            && same("span_id", other, &span["parent_span_id"])
    })
}

fn service(span: &Value) -> &str {
    span["resource"]["service.name"].as_str().unwrap()
}

#[test]
fn every_trace_is_whole() {
    let (roots, others): (Vec<_>, Vec<_>) = spans()
        .iter()
        .partition(|span| span["parent_span_id"].is_null());
    assert_eq!(roots.len(), 5);
    assert!(
        roots
            .iter()
            .all(|root| service(root) == "shop" && root["kind"] == "SERVER")
    );
    for span in others {
        assert!(parent(span).is_some(), "{span:#}");
    }
}

#[test]
fn the_stock_service_continues_the_trace_of_the_shop() {
    let stock: Vec<_> = spans()
        .iter()
        .filter(|span| service(span) == "stock")
        .collect();
    assert_eq!(stock.len(), 3);
    for span in stock {
        let caller = parent(span).unwrap();
        assert_eq!(span["kind"], "SERVER");
        assert_eq!(caller["kind"], "CLIENT");
        assert_eq!(service(caller), "shop");
    }
}

#[test]
fn a_span_of_the_users_own_is_in_the_request_it_belongs_to() {
    let named = |span: &&Value| span["name"] == "insert order";
    let inserts: Vec<_> = spans().iter().filter(named).collect();
    assert_eq!(inserts.len(), 2);
    for span in inserts {
        assert_eq!(parent(span).unwrap()["name"], "POST /orders");
    }
}

#[test]
fn the_failed_request_has_an_error_status() {
    let failed = |span: &&Value| span["status"]["code"] == "ERROR" && span["kind"] == "SERVER";
    let failed: Vec<_> = spans().iter().filter(failed).collect();
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0]["attributes"]["http.response.status_code"], 502);
}

#[test]
fn a_streamed_answer_has_its_whole_body_and_an_event_of_its_first_byte() {
    let streamed = |span: &&Value| span["events"][0]["name"] == "responseStart";
    let streamed: Vec<_> = spans().iter().filter(streamed).collect();
    assert_eq!(streamed.len(), 1);
    let span = streamed[0];
    assert_eq!(span["name"], "GET /orders");
    let body = "{\"item\":\"coffee\",\"quantity\":2}\n{\"item\":\"tea\",\"quantity\":1}\n";
    assert_eq!(span["attributes"]["http.response.body"], body);
    let time = |value: &Value| value.as_u64().unwrap();
    let first_byte = time(&span["events"][0]["unix_nano"]);
    let whole = time(&span["start_unix_nano"])..time(&span["end_unix_nano"]);
    assert!(whole.contains(&first_byte), "{span:#}");
}

#[test]
fn secrets_are_masked_in_headers_and_bodies() {
    let body = r#"{"item":"coffee","quantity":2,"card_token":"****"}"#;
    let order = |span: &&Value| span["attributes"]["http.request.body"] == body;
    let order = spans().iter().find(order).unwrap();
    let headers = order["attributes"]["http.request.headers"].as_str();
    assert!(
        headers.unwrap().contains(r#""authorization":"****""#),
        "{order:#}"
    );
    for span in spans() {
        for secret in ["tok_4711", "customer-7"] {
            assert!(!span.to_string().contains(secret), "{span:#}");
        }
    }
}

#[test]
fn no_span_tells_of_the_health_check_or_says_a_thing_twice() {
    for span in spans() {
        assert_ne!(span["attributes"]["url.path"], "/health");
        assert_eq!(span.get("duplicate_keys"), None, "{span:#}");
    }
}

#[test]
fn the_closing_line_is_on_standard_error() {
    let expected = format!(
        "received {} spans in 5 traces over OTLP, 0 dropped",
        spans().len()
    );
    assert_eq!(RUN.1.lines().last(), Some(&*expected));
}
