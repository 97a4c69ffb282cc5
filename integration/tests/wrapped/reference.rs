//! The spans of the Python distribution's `lumigo_wrapped`, made by functions that do the same.

use crate::support::{Registered, failure};
use integration::spans::{in_span, work};
use lumigo_opentelemetry::{Lumigo, wrapped};
use lumigo_testing::TestSpan;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const REFERENCE: &str = include_str!("../../parity/reference/api.json");

#[wrapped]
fn simple(a: u32, b: u32) -> u32 {
    a + b
}

#[wrapped]
fn secrets(user: Value, password: &str, options: Value) -> Value {
    json!({"user": user, "password": password, "nested": options["nested"]})
}

#[wrapped]
fn nothing() {}

#[derive(Debug)]
struct ValueError;

impl std::fmt::Display for ValueError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("boom")
    }
}

#[wrapped]
fn raises() -> Result<(), ValueError> {
    Err(ValueError)
}

#[wrapped]
fn big(text: &str) -> &str {
    text
}

#[wrapped(skip(lumigo))]
fn nested(lumigo: &Lumigo) -> u32 {
    work(lumigo, "inner");
    2
}

fn reference(name: &str) -> Vec<Value> {
    let reference: Value = serde_json::from_str(REFERENCE).unwrap();
    let mut cases = reference["cases"].as_array().unwrap().iter();
    let case = cases.find(|case| case["name"] == name);
    case.unwrap()["spans"].as_array().unwrap().clone()
}

/// Compares what does not depend on the language: how values are spaced, and that arguments have
/// names here.
#[track_caller]
fn assert_like(span: &TestSpan, expected: &Value) {
    assert_eq!(span.name, expected["name"].as_str().unwrap());
    assert_eq!(span.kind_name(), expected["kind"].as_str().unwrap());
    assert_eq!(span.scope_name, expected["scope"]["name"].as_str().unwrap());
    let expected = expected["attributes"].as_object().unwrap();
    let ours: BTreeSet<_> = span
        .attributes
        .keys()
        .filter(|key| *key != "error.type")
        .collect();
    assert_eq!(ours, expected.keys().collect());
    for (key, value) in expected {
        let (ours, theirs) = (parsed(&span.attributes[key]), parsed(value));
        match (key.as_str(), &theirs) {
            ("input_args", _) => assert_eq!(ours, Some(json!([]))),
            (_, Some(Value::Object(members))) if key == "input_kwargs" => {
                let ours = ours.unwrap();
                members
                    .iter()
                    .for_each(|(name, member)| assert_eq!(&ours[name], member));
            }
            _ => assert_eq!(ours, theirs, "{key}"),
        }
    }
}

fn parsed(text: &Value) -> Option<Value> {
    serde_json::from_str(text.as_str().unwrap()).ok()
}

#[test]
fn values_are_recorded_as_there() {
    let registered = Registered::new();
    simple(1, 2);
    assert_like(&registered.span(), &reference("lumigo wrapped simple")[0]);
    nothing();
    assert_like(
        &registered.span(),
        &reference("lumigo wrapped returns none")[0],
    );
    let user = json!({"password": "positional-secret", "name": "ada"});
    let options = json!({"apiKey": "k", "plain": "y", "nested": {"apiKey": "k"}});
    secrets(user, "p", options);
    let case = &reference("lumigo wrapped secrets in args kwargs and return")[0];
    let mut span = registered.span();
    // Python passes one member less.
    let kwargs = span.attributes["input_kwargs"].as_str().unwrap();
    let kwargs = kwargs.replace(r#","nested":{"apiKey":"****"}"#, "");
    span.attributes
        .insert("input_kwargs".to_owned(), kwargs.into());
    assert_like(&span, case);
}

#[test]
fn errors_are_recorded_as_there() {
    let registered = Registered::new();
    raises().unwrap_err();
    let span = registered.span();
    let expected = &reference("lumigo wrapped raises")[0];
    assert_like(&span, expected);
    let (error_type, message) = failure(&span);
    assert!(error_type.ends_with("::ValueError"));
    let expected = &expected["events"][0]["attributes"];
    assert_eq!(message.as_deref(), expected["exception.message"].as_str());
}

#[test]
fn big_values_are_cut_as_there() {
    let registered = Registered::new();
    big(&"x".repeat(10_000));
    let span = registered.span();
    let expected = &reference("lumigo wrapped big values")[0]["attributes"]["return_value"];
    let length = span.attributes["return_value"].as_str().unwrap().len();
    assert_eq!(length, expected.as_str().unwrap().len());
}

#[tokio::test]
async fn spans_nest_as_there() {
    let registered = Registered::new();
    nested(&registered.lumigo);
    let names = |spans: &[Value]| {
        let names = spans.iter().map(|span| span["name"].as_str().unwrap());
        names.map(str::to_owned).collect::<Vec<_>>()
    };
    let expected = names(&reference("lumigo wrapped nested")[..2]);
    let tree = format!("INTERNAL {}\n  INTERNAL {}", expected[0], expected[1]);
    assert_eq!(registered.recorder().tree(), tree);
    registered.recorder().clear();
    in_span(&registered.lumigo, "parent", async { simple(5, 1) }).await;
    let expected = names(&reference("lumigo wrapped inside a span"));
    let tree = format!("INTERNAL {}\n  INTERNAL {}", expected[0], expected[1]);
    assert_eq!(registered.recorder().tree(), tree);
}
