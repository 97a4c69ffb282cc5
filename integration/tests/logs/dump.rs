//! `LUMIGO_DEBUG_LOGDUMP`.

use crate::support::{PATIENCE, logging_to, subscriber, with};
use lumigo_opentelemetry::LumigoBuilder;
use lumigo_testing::OtlpSink;
use opentelemetry::trace::{Tracer, TracerProvider};
use serde_json::{Value, json};
use std::path::Path;

/// The lines that these settings make of two records.
fn dump(builder: LumigoBuilder, file: &Path) -> Vec<Value> {
    let lumigo = builder
        .with_variable("LUMIGO_DEBUG_LOGDUMP", file.to_str().unwrap())
        .build();
    let tracer = lumigo.tracer_provider().tracer("host");
    tracing::dispatcher::with_default(&subscriber(&lumigo), || {
        tracing::warn!(target: "shop", items = 3, password = "x", "outside");
        tracer.in_span("work", |_| tracing::info!("inside"));
    });
    let text = std::fs::read_to_string(file).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn enabled() -> LumigoBuilder {
    with(&[
        ("LUMIGO_ENABLE_LOGS", "true"),
        ("OTEL_SERVICE_NAME", "shop"),
    ])
}

#[test]
fn every_record_is_a_line_without_a_token_and_without_a_wait() {
    let directory = tempfile::tempdir().unwrap();
    let lines = dump(enabled(), &directory.path().join("logs.jsonl"));
    let [outside, inside] = &lines[..] else {
        panic!("{lines:?}")
    };
    assert_eq!(
        (&outside["body"], &outside["severity_text"]),
        (&json!("outside"), &json!("WARN"))
    );
    assert_eq!(outside["severity_number"], 13);
    assert_eq!(
        (
            &outside["attributes"]["items"],
            &outside["attributes"]["password"]
        ),
        (&json!(3), &json!("****"))
    );
    assert_eq!(outside["trace_id"], "0x00000000000000000000000000000000");
    assert_eq!(
        (&outside["span_id"], &outside["trace_flags"]),
        (&json!("0x0000000000000000"), &json!(0))
    );
    assert_eq!(outside["resource"]["attributes"]["service.name"], "shop");
    let id = inside["trace_id"].as_str().unwrap();
    assert!(
        id.len() == 34 && id.starts_with("0x") && id != outside["trace_id"],
        "{id}"
    );
    assert_eq!(inside["trace_flags"], 1);
    for time in ["timestamp", "observed_timestamp"] {
        let time = inside[time].as_str().unwrap();
        assert!(time.len() == 27 && time.ends_with('Z'), "{time}");
    }
}

#[test]
fn a_line_has_the_keys_of_the_python_distribution() {
    let directory = tempfile::tempdir().unwrap();
    let lines = dump(enabled(), &directory.path().join("logs.jsonl"));
    let mut keys: Vec<_> = lines[0].as_object().unwrap().keys().collect();
    // Their order is that of `serde_json`, which another crate may have it keep.
    keys.sort();
    let expected = [
        "attributes",
        "body",
        "dropped_attributes",
        "event_name",
        "observed_timestamp",
        "resource",
        "severity_number",
        "severity_text",
        "span_id",
        "timestamp",
        "trace_flags",
        "trace_id",
    ];
    assert_eq!(keys, expected);
}

#[test]
fn dumped_and_exported_are_the_same() {
    let directory = tempfile::tempdir().unwrap();
    let sink = OtlpSink::start();
    let file = directory.path().join("logs.jsonl");
    let lumigo = logging_to(&sink)
        .with_variable("LUMIGO_DEBUG_LOGDUMP", file.to_str().unwrap())
        .build();
    tracing::dispatcher::with_default(&subscriber(&lumigo), || tracing::info!(items = 3, "both"));
    lumigo.force_flush(PATIENCE).unwrap();
    let line: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let log = &sink.logs()[0];
    assert_eq!(line["body"], log.body);
    assert_eq!(line["attributes"], json!(log.attributes));
}

#[test]
fn without_logs_there_is_no_dump() {
    let directory = tempfile::tempdir().unwrap();
    for (number, builder) in [
        with(&[("LUMIGO_ENABLE_LOGS", "false")]),
        enabled().with_variable("LUMIGO_SWITCH_OFF", "true"),
    ]
    .into_iter()
    .enumerate()
    {
        let file = directory.path().join(number.to_string());
        std::fs::write(&file, "").unwrap();
        assert_eq!(dump(builder, &file), Vec::<Value>::new());
    }
}

#[test]
fn a_dump_that_cannot_be_written_to_does_not_keep_records_from_leaving() {
    let directory = tempfile::tempdir().unwrap();
    let sink = OtlpSink::start();
    let lumigo = logging_to(&sink)
        .with_variable("LUMIGO_DEBUG_LOGDUMP", directory.path().to_str().unwrap())
        .build();
    tracing::dispatcher::with_default(&subscriber(&lumigo), || tracing::info!("logged"));
    lumigo.force_flush(PATIENCE).unwrap();
    assert_eq!(sink.logs().len(), 1);
    assert_eq!(lumigo.diagnostics().is_on("log dump"), Some(false));
}

#[test]
fn spans_and_log_records_may_share_a_file() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("all.jsonl");
    std::fs::write(&file, "of the last run").unwrap();
    let lumigo = enabled().with_variable("LUMIGO_DEBUG_SPANDUMP", file.to_str().unwrap());
    let lines = dump(lumigo, &file);
    let names: Vec<_> = lines
        .iter()
        .map(|line| line.get("name").is_some())
        .collect();
    // The outer record, the inner one, and the span around it.
    assert_eq!(names, [false, false, true]);
}
