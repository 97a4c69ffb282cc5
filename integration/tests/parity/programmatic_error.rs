use crate::vectors::{check_cases, reference};
use lumigo_opentelemetry::create_programmatic_error;
use lumigo_testing::{SpanRecorder, TestSpan};
use opentelemetry::trace::{Span, SpanContext, Status, TraceContextExt, Tracer, TracerProvider};
use opentelemetry::{Array, Context, StringValue, Value as Attribute};
use serde_json::{Value, json};

#[test]
fn programmatic_errors_are_events_as_in_python() {
    let mut cases = reference("programmatic_error.json");
    // Messages and types that Rust's types do not allow.
    cases.retain(|case| {
        let is_typed = case["error_message"].is_string() && error_type(case).is_some();
        is_typed && case["input_kind"] == "json"
    });
    assert!(cases.len() > 12);
    check_cases("programmatic_error.json", &cases, |case| {
        let span = recorded(case);
        let expected = case["events"].as_array();
        match (expected, span) {
            (None, None) => Ok(()),
            (Some(expected), Some(span)) if same(expected, &span) => Ok(()),
            (_, found) => Err(format!("{found:?}")),
        }
    });
}

fn same(expected: &[Value], span: &TestSpan) -> bool {
    let events = span.events.iter().zip(expected);
    let mut same = events.map(|(event, expected)| {
        expected["name"] == event.name && expected["attributes"] == json!(event.attributes)
    });
    span.status == Status::Unset && span.events.len() == expected.len() && same.all(|same| same)
}

fn recorded(case: &Value) -> Option<TestSpan> {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let mut span = lumigo.tracer_provider().tracer("parity").start("case");
    let context = match case["span"].as_str().unwrap() {
        "none" => Context::new(),
        "not-recording" => Context::new().with_remote_span_context(SpanContext::NONE),
        "ended" => {
            span.end();
            Context::new().with_span(span)
        }
        _ => Context::new().with_span(span),
    };
    let is_recorded = context.span().span_context().is_valid();
    let attached = context.attach();
    let times = if case["span"] == "twice" { 2 } else { 1 };
    for _ in 0..times {
        let message = case["error_message"].as_str().unwrap().to_owned();
        create_programmatic_error(message, error_type(case).unwrap());
    }
    drop(attached);
    is_recorded.then(|| recorder.only_span())
}

fn error_type(case: &Value) -> Option<Attribute> {
    attribute(&case["error_type"])
}

fn attribute(value: &Value) -> Option<Attribute> {
    Some(match value {
        Value::String(text) => text.clone().into(),
        Value::Bool(value) => (*value).into(),
        Value::Number(number) => number.as_i64()?.into(),
        Value::Array(list) => {
            let members = list
                .iter()
                .map(|member| Some(StringValue::from(member.as_str()?.to_owned())));
            Attribute::Array(Array::String(members.collect::<Option<_>>()?))
        }
        Value::Null | Value::Object(_) => return None,
    })
}
