use crate::vectors::{check_cases, reference};
use lumigo_opentelemetry::{TagValue, add_execution_tags, set_execution_tags};
use lumigo_testing::SpanRecorder;
use opentelemetry::Context;
use opentelemetry::trace::{TraceContextExt, Tracer, TracerProvider};
use serde_json::{Value, json};

#[test]
fn tags_are_validated_as_in_python() {
    let mut cases = reference("execution_tags.json");
    // Values that Rust's types do not allow: null, objects, lists of several types.
    cases.retain(|case| case["input_kind"] == "json" && tags(case).is_some());
    assert!(cases.len() > 30);
    check_cases("execution_tags.json", &cases, |case| {
        for (form, found) in [
            ("propagated", propagated(case)),
            ("only_current_span", set(case)),
        ] {
            let expected = &case[format!("span_attributes_{form}")];
            if &found != expected {
                return Err(format!("{form}: {found}"));
            }
        }
        Ok(())
    });
}

fn propagated(case: &Value) -> Value {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let _tags = add_execution_tags(tags(case).unwrap());
    let tracer = lumigo.tracer_provider().tracer("parity");
    tracer.in_span("case", |_| ());
    attributes(&recorder)
}

fn set(case: &Value) -> Value {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let span = lumigo.tracer_provider().tracer("parity").start("case");
    let attached = Context::new().with_span(span).attach();
    set_execution_tags(tags(case).unwrap());
    drop(attached);
    attributes(&recorder)
}

fn attributes(recorder: &SpanRecorder) -> Value {
    let span = recorder.only_span();
    json!(span.attributes)
}

fn tags(case: &Value) -> Option<Vec<(String, TagValue)>> {
    let pairs = case["input"].as_object()?.iter();
    pairs
        .map(|(name, value)| Some((name.clone(), tag(value)?)))
        .collect()
}

fn tag(value: &Value) -> Option<TagValue> {
    Some(match value {
        Value::String(text) => text.into(),
        Value::Bool(value) => (*value).into(),
        Value::Number(number) => match number.as_i64() {
            Some(number) => number.into(),
            None => number.as_f64()?.into(),
        },
        Value::Array(list) => list_tag(list)?,
        Value::Null | Value::Object(_) => return None,
    })
}

fn list_tag(list: &[Value]) -> Option<TagValue> {
    fn all<T>(list: &[Value], member: impl Fn(&Value) -> Option<T>) -> Option<Vec<T>> {
        list.iter().map(member).collect()
    }
    all(list, |member| member.as_str().map(str::to_owned))
        .map(TagValue::from)
        .or_else(|| all(list, Value::as_bool).map(TagValue::from))
        .or_else(|| all(list, Value::as_i64).map(TagValue::from))
        .or_else(|| {
            all(list, |member| member.as_f64().filter(|_| member.is_f64())).map(TagValue::from)
        })
}
