//! What a distribution says about itself.

use crate::support::{exporting_to, host, text, with};
use lumigo_opentelemetry::Diagnostics;
use lumigo_testing::{OtlpSink, SpanRecorder};
use std::io::Read;

fn of(variables: &[(&str, &str)]) -> Diagnostics {
    with(variables).build().diagnostics().clone()
}

#[test]
fn a_part_that_is_off_says_why() {
    for (variables, line) in [
        (
            vec![("LUMIGO_SWITCH_OFF", "true")],
            "distribution: off, LUMIGO_SWITCH_OFF is true",
        ),
        (
            vec![],
            "export of spans: off, neither LUMIGO_TRACER_TOKEN nor OTEL_TRACES_EXPORTER is set",
        ),
        (
            vec![
                ("LUMIGO_ENABLE_TRACES", "false"),
                ("LUMIGO_TRACER_TOKEN", "t"),
            ],
            "export of spans: off, LUMIGO_ENABLE_TRACES is false",
        ),
        (
            vec![("LUMIGO_ENABLE_TRACES", "false")],
            "instrumentations: off, LUMIGO_ENABLE_TRACES is false",
        ),
        (
            vec![("LUMIGO_DISABLE_INSTRUMENTATION", "axum,reqwest,sesame")],
            "instrumentations: on, without axum, reqwest",
        ),
        (vec![], "span dump: off, LUMIGO_DEBUG_SPANDUMP is not set"),
        (
            vec![("LUMIGO_DEBUG_SPANDUMP", "/no/such/folder/spans")],
            "span dump: off, LUMIGO_DEBUG_SPANDUMP cannot be written to",
        ),
        (vec![], "span processors of your own: off, none was added"),
        (
            vec![],
            "export of logs: off, LUMIGO_ENABLE_LOGS is not true and OTEL_LOGS_EXPORTER is not set",
        ),
        (vec![], "metrics: off, OTEL_METRICS_EXPORTER is not set"),
        (
            vec![("OTEL_METRICS_EXPORTER", "none")],
            "metrics: off, no exporter was named that could be used",
        ),
        (
            vec![("OTEL_TRACES_EXPORTER", "none")],
            "export of spans: off, no exporter was named that could be used",
        ),
        (
            vec![
                ("OTEL_TRACES_EXPORTER", "otlp,console"),
                ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://sesame:1"),
                ("LUMIGO_TRACER_TOKEN", "t"),
                ("LUMIGO_ENDPOINT", "http://sesame:1"),
            ],
            "export of spans: on, to the endpoint in LUMIGO_ENDPOINT (http/protobuf), \
             the endpoint in OTEL_EXPORTER_OTLP_ENDPOINT (http/protobuf), standard output",
        ),
        (
            vec![("LUMIGO_CAPTURE_PAYLOADS", "false")],
            "payloads: off, LUMIGO_CAPTURE_PAYLOADS is false",
        ),
        (
            vec![],
            "dependency report: off, LUMIGO_TRACER_TOKEN is not set",
        ),
        (
            vec![("LUMIGO_REPORT_DEPENDENCIES", "False")],
            "dependency report: off, LUMIGO_REPORT_DEPENDENCIES is false",
        ),
        (
            vec![("LUMIGO_ENDPOINT", "http://127.0.0.1:1/v1/traces")],
            "dependency report: off, spans do not go to Lumigo",
        ),
        (
            vec![("LUMIGO_TRACER_TOKEN", "t")],
            "dependency report: on, by `init`, once, if the program knows its crates",
        ),
        (
            vec![("LUMIGO_DEBUG_LOGDUMP", "console:log")],
            "log dump: off, logs are off",
        ),
        (vec![], "masking: on, by key"),
        (
            vec![("LUMIGO_SECRET_MASKING_REGEX", "all")],
            "masking: on, whole values, whatever their keys",
        ),
        (
            vec![("LUMIGO_SECRET_MASKING_REGEX", "[]")],
            "masking: off, the general list is empty",
        ),
        (
            vec![("LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX", r#"["a", "(?=b)"]"#)],
            "endpoint filters: on, 2 patterns",
        ),
    ] {
        let text = of(&variables).to_string();
        assert!(
            text.lines().any(|one| one == line),
            "{line} is not in:\n{text}"
        );
    }
}

#[test]
fn what_is_on_can_be_asked_for() {
    let sink = OtlpSink::start();
    let lumigo = exporting_to(&sink)
        .with_span_processor(SpanRecorder::new())
        .build();
    let diagnostics = lumigo.diagnostics();
    for (part, on) in [
        ("export of spans", Some(true)),
        ("span processors of your own", Some(true)),
        ("span dump", Some(false)),
        ("something else", None),
    ] {
        assert_eq!(diagnostics.is_on(part), on, "{part}");
    }
    let line = "export of spans: on, to the endpoint of `with_endpoint`";
    assert!(diagnostics.to_string().contains(line));
}

#[test]
fn problems_are_listed_without_their_values() {
    let diagnostics = of(&[
        ("LUMIGO_SWITCH_OFF", "sesame"),
        ("LUMIGO_TAG", "sesame;"),
        ("LUMIGO_SECRET_MASKING_REGEX_ENVIRONMENT", "sesame"),
    ]);
    assert_eq!(diagnostics.problems().len(), 3);
    let text = format!("{diagnostics} {diagnostics:?}");
    assert!(!text.contains("sesame"), "{text}");
    for name in ["LUMIGO_SWITCH_OFF", "LUMIGO_TAG", "_ENVIRONMENT"] {
        assert!(text.contains(name), "{text}");
    }
}

#[test]
fn debug_reports_them_on_standard_error() {
    let output = host("shutdown", "none", &[("LUMIGO_DEBUG", "TRUE")]);
    let stderr = text(&output.stderr);
    assert!(
        stderr.contains("#LUMIGO# DEBUG Lumigo OpenTelemetry distribution"),
        "{stderr}"
    );
    assert!(
        stderr.contains(
            "\nexport of spans: off, neither LUMIGO_TRACER_TOKEN nor OTEL_TRACES_EXPORTER is set\n"
        ),
        "{stderr}"
    );
}

#[test]
fn debug_reports_them_to_tracing_when_there_is_a_subscriber() {
    let (mut reader, writer) = std::io::pipe().unwrap();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_writer(move || writer.try_clone().unwrap())
        .finish();
    tracing::subscriber::with_default(subscriber, || {
        of(&[("LUMIGO_DEBUG", "true"), ("LUMIGO_ENABLE_LOGS", "oops")]);
    });
    let mut text = String::new();
    reader.read_to_string(&mut text).unwrap();
    for expected in [
        "DEBUG lumigo_opentelemetry: Lumigo OpenTelemetry distribution",
        "WARN lumigo_opentelemetry: LUMIGO_ENABLE_LOGS is ignored",
    ] {
        let plain = text.replace("\u{1b}[2m", "").replace("\u{1b}[0m", "");
        assert!(plain.contains(expected), "{plain}");
    }
}
