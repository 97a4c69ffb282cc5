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
    assert_eq!(roots.len(), 4);
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
fn no_span_tells_of_the_health_check_or_says_a_thing_twice() {
    for span in spans() {
        assert_ne!(span["attributes"]["url.path"], "/health");
        assert_eq!(span.get("duplicate_keys"), None, "{span:#}");
    }
}

#[test]
fn the_closing_line_is_on_standard_error() {
    let expected = format!(
        "received {} spans in 4 traces over OTLP, 0 dropped",
        spans().len()
    );
    assert_eq!(RUN.1.lines().last(), Some(&*expected));
}
