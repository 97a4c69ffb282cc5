use lumigo_opentelemetry::Lumigo;
use opentelemetry::trace::{SpanKind, Tracer, TracerProvider};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::trace::Span;
use serde_json::{Map, Value};
use std::path::PathBuf;

/// Runs `check` on every case of a file, prints how many hold, and fails unless all do.
#[track_caller]
pub(crate) fn check_all(file: &str, check: impl Fn(&Value) -> Result<(), String>) {
    check_cases(file, &cases(file), check);
}

/// The same for cases that are at hand.
#[track_caller]
pub(crate) fn check_cases(
    file: &str,
    cases: &[Value],
    check: impl Fn(&Value) -> Result<(), String>,
) {
    let failures: Vec<_> = cases
        .iter()
        .filter_map(|case| {
            check(case)
                .err()
                .map(|error| format!("{}: {error}", case["name"]))
        })
        .collect();
    println!(
        "parity {file}: {} of {}",
        cases.len() - failures.len(),
        cases.len()
    );
    assert!(
        !cases.is_empty() && failures.is_empty(),
        "{file}:\n{}",
        failures.join("\n")
    );
}

#[expect(
    clippy::disallowed_methods,
    reason = "names other vectors of the same form"
)]
fn cases(file: &str) -> Vec<Value> {
    let folder = std::env::var_os("LUMIGO_PARITY_DIR").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/parity")),
        PathBuf::from,
    );
    read(folder.join(file))
}

/// What the Python distribution was seen to do, whichever vectors are run.
pub(crate) fn reference(file: &str) -> Vec<Value> {
    read(PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/parity/reference")).join(file))
}

fn read(path: PathBuf) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    document["cases"].as_array().unwrap().clone()
}

/// The span of a case, under its parent.
pub(crate) fn start_span(case: &Value, parent: &Context) -> Span {
    let lumigo = Lumigo::builder().with_variables(environment(case)).build();
    let tracer = lumigo.tracer_provider().tracer("parity");
    let builder = tracer.span_builder("case").with_kind(kind(case));
    builder
        .with_attributes(attributes(case))
        .start_with_context(&tracer, parent)
}

pub(crate) fn environment(case: &Value) -> Vec<(String, String)> {
    let pairs = case["env"].as_object().unwrap().iter();
    pairs
        .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
        .collect()
}

fn kind(case: &Value) -> SpanKind {
    match case["kind"].as_str().unwrap() {
        "SERVER" => SpanKind::Server,
        "CLIENT" => SpanKind::Client,
        "PRODUCER" => SpanKind::Producer,
        "CONSUMER" => SpanKind::Consumer,
        "INTERNAL" => SpanKind::Internal,
        other => panic!("no kind: {other}"),
    }
}

fn attributes(case: &Value) -> Vec<KeyValue> {
    let none = Map::new();
    let pairs = case["attributes"].as_object().unwrap_or(&none).iter();
    pairs
        .map(|(key, value)| KeyValue::new(key.clone(), value.as_str().unwrap().to_owned()))
        .collect()
}
