//! `LUMIGO_DEBUG_SPANDUMP`.

use crate::support::{exporting_to, host, make_spans, text, with};
use lumigo_testing::OtlpSink;
use opentelemetry::trace::{
    Event, Link, SpanContext, SpanId, SpanKind, Status, TraceFlags, TraceId, TraceState, Tracer,
    TracerProvider,
};
use opentelemetry::{Array, Context, KeyValue, Value as Attribute};
use serde_json::{Value, json};
use std::time::{Duration, UNIX_EPOCH};

fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn a_span_is_one_line_in_the_form_of_the_python_distribution() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("spans.jsonl");
    let lumigo = with(&[("LUMIGO_DEBUG_SPANDUMP", path.to_str().unwrap())]).build();
    let tracer = lumigo.tracer_provider().tracer("test");
    let linked = SpanContext::new(
        TraceId::from(0xb),
        SpanId::from(0xc),
        TraceFlags::SAMPLED,
        true,
        "a=1".parse::<TraceState>().unwrap(),
    );
    let parent = Context::new();
    let at = |milliseconds: u64| UNIX_EPOCH + Duration::from_millis(946_684_800_000 + milliseconds);
    let mut builder = tracer
        .span_builder("work")
        .with_kind(SpanKind::Server)
        .with_start_time(at(0));
    builder = builder.with_attributes([
        KeyValue::new("text", "line\nbreak \"quoted\""),
        KeyValue::new("number", 7),
        KeyValue::new("ratio", 0.5),
        KeyValue::new("flag", true),
        KeyValue::new("list", Attribute::Array(Array::from(vec![1_i64, 2]))),
    ]);
    builder = builder.with_events(vec![Event::new(
        "retry",
        at(1),
        vec![KeyValue::new("n", 1)],
        0,
    )]);
    builder = builder.with_links(vec![Link::with_context(linked)]);
    let mut span = builder.start_with_context(&tracer, &parent);
    opentelemetry::trace::Span::set_status(&mut span, Status::error("gone"));
    opentelemetry::trace::Span::end_with_timestamp(&mut span, at(1500));
    let mut dumped = lines(&std::fs::read_to_string(&path).unwrap());
    assert_eq!(dumped.len(), 1);
    let mut dumped = dumped.remove(0);
    let id = dumped["context"]["trace_id"].take();
    assert!(
        id.as_str()
            .is_some_and(|id| id.len() == 34 && id.starts_with("0x")),
        "{id}"
    );
    let id = dumped["context"]["span_id"].take();
    assert!(
        id.as_str()
            .is_some_and(|id| id.len() == 18 && id.starts_with("0x")),
        "{id}"
    );
    let resource = dumped["resource"].take();
    assert_eq!(resource["attributes"]["telemetry.sdk.language"], "rust");
    assert_eq!(
        dumped,
        json!({
            "name": "work",
            "context": { "trace_id": null, "span_id": null, "trace_state": "[]" },
            "kind": "SpanKind.SERVER",
            "parent_id": null,
            "start_time": "2000-01-01T00:00:00.000000Z",
            "end_time": "2000-01-01T00:00:01.500000Z",
            "status": { "status_code": "ERROR", "description": "gone" },
            "attributes": {
                "text": "line\nbreak \"quoted\"", "number": 7, "ratio": 0.5, "flag": true, "list": [1, 2]
            },
            "events": [{
                "name": "retry", "timestamp": "2000-01-01T00:00:00.001000Z", "attributes": { "n": 1 }
            }],
            "links": [{
                "context": {
                    "trace_id": "0x0000000000000000000000000000000b",
                    "span_id": "0x000000000000000c",
                    "trace_state": "[a=1]"
                },
                "attributes": {}
            }],
            "resource": null,
        })
    );
}

#[test]
fn every_span_is_dumped_besides_its_export() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("spans.jsonl");
    std::fs::write(&path, "of an earlier run\n").unwrap();
    let sink = OtlpSink::start();
    let variables = [("LUMIGO_DEBUG_SPANDUMP", path.to_str().unwrap())];
    let lumigo = exporting_to(&sink).with_variables(variables).build();
    make_spans(&lumigo, "work", 2);
    let tracer = lumigo.tracer_provider().tracer("test");
    let skipped = tracer
        .span_builder("skipped")
        .with_attributes([KeyValue::new("SKIP_EXPORT", true)]);
    drop(skipped.start(&tracer));
    lumigo.shutdown();
    let dumped = lines(&std::fs::read_to_string(&path).unwrap());
    let names: Vec<_> = dumped
        .iter()
        .map(|span| span["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["work", "work", "skipped"]);
    assert_eq!(sink.spans().len(), 2);
}

#[test]
fn spans_are_dumped_to_the_console() {
    let output = host(
        "drop",
        "multi-thread",
        &[("LUMIGO_DEBUG_SPANDUMP", "console:log")],
    );
    let stdout = text(&output.stdout);
    let spans: Vec<_> = stdout
        .lines()
        .filter(|line| line.starts_with('{'))
        .collect();
    assert_eq!(lines(&spans.join("\n")).len(), 2, "{stdout}");
    let output = host(
        "drop",
        "none",
        &[("LUMIGO_DEBUG_SPANDUMP", "console:error")],
    );
    let stderr = text(&output.stderr);
    let spans: Vec<_> = stderr
        .lines()
        .filter(|line| line.starts_with('{'))
        .collect();
    assert_eq!(lines(&spans.join("\n"))[0]["name"], "work");
}

#[test]
fn your_own_spans_are_dumped_when_traces_are_disabled() {
    let sink = OtlpSink::start();
    let output = host(
        "shutdown",
        "none",
        &[
            ("LUMIGO_ENABLE_TRACES", "false"),
            ("LUMIGO_DEBUG_SPANDUMP", "console:log"),
            ("LUMIGO_TRACER_TOKEN", "t_host"),
            ("LUMIGO_ENDPOINT", &sink.endpoint()),
        ],
    );
    let stdout = text(&output.stdout);
    assert_eq!(lines(stdout.lines().next().unwrap())[0]["name"], "work");
    assert_eq!(text(&output.stderr), "");
    assert!(sink.requests().is_empty());
    let served = host(
        "shutdown",
        "multi-thread",
        &[
            ("LUMIGO_ENABLE_TRACES", "false"),
            ("LUMIGO_DEBUG_SPANDUMP", "console:log"),
        ],
    );
    assert!(
        !text(&served.stdout).contains('{'),
        "the instrumentations are off"
    );
}

#[cfg(unix)]
#[test]
fn a_pipe_without_a_reader_is_no_dump_and_no_wait() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&path).status();
    assert!(made.unwrap().success());
    let lumigo = with(&[("LUMIGO_DEBUG_SPANDUMP", path.to_str().unwrap())]).build();
    assert_eq!(lumigo.diagnostics().is_on("span dump"), Some(false));
}
