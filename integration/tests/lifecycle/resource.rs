//! Who the spans say they come from.

mod ecs;

use crate::support::{PATIENCE, with};
use lumigo_opentelemetry::LumigoBuilder;
use lumigo_testing::{OtlpSink, SpanRecorder, TestSpan};
use opentelemetry::KeyValue;

fn span_with(variables: &[(&str, &str)]) -> TestSpan {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo_with(variables);
    crate::support::make_spans(&lumigo, "work", 1);
    recorder.only_span()
}

#[test]
fn the_distribution_the_sdk_and_the_compiler_are_named() {
    let span = span_with(&[]);
    let text = |key: &str| {
        span.resource
            .get(key)
            .and_then(|value| value.as_str())
            .unwrap()
            .to_owned()
    };
    assert_eq!(text("telemetry.sdk.name"), "opentelemetry");
    assert_eq!(text("telemetry.sdk.language"), "rust");
    assert!(text("telemetry.sdk.version").starts_with("0.33."));
    assert_eq!(text("lumigo.distro.version"), env!("CARGO_PKG_VERSION"));
    assert_eq!(text("process.runtime.name"), "rustc");
    let version = text("process.runtime.version");
    assert!(version.starts_with("1."), "{version}");
    assert!(text("process.runtime.description").starts_with(&format!("rustc {version}")));
}

#[test]
fn a_service_without_a_name_has_the_programs() {
    let name = span_with(&[]).service_name().unwrap().to_owned();
    assert!(name.starts_with("unknown_service:lifecycle"), "{name}");
}

#[test]
fn the_services_name_has_one_order_of_precedence() {
    const NAME: (&str, &str) = ("OTEL_SERVICE_NAME", "by-name");
    const ATTRIBUTES: (&str, &str) = ("OTEL_RESOURCE_ATTRIBUTES", "service.name=by-attributes");
    for (variables, expected) in [
        (vec![NAME], "by-name"),
        (vec![ATTRIBUTES], "by-attributes"),
        (vec![ATTRIBUTES, NAME], "by-name"),
    ] {
        assert_eq!(
            span_with(&variables).service_name(),
            Some(expected),
            "{variables:?}"
        );
        let recorder = SpanRecorder::new();
        let builder = with(&variables).with_service_name("in-code");
        let lumigo = builder.with_span_processor(recorder.clone()).build();
        crate::support::make_spans(&lumigo, "work", 1);
        assert_eq!(recorder.only_span().service_name(), Some("in-code"));
    }
}

#[test]
fn an_attribute_in_code_wins_over_the_name_of_the_environment() {
    let recorder = SpanRecorder::new();
    let lumigo = with(&[("OTEL_SERVICE_NAME", "by-name")])
        .with_resource_attribute(KeyValue::new("service.name", "in-code"))
        .with_span_processor(recorder.clone())
        .build();
    crate::support::make_spans(&lumigo, "work", 1);
    assert_eq!(recorder.only_span().service_name(), Some("in-code"));
}

#[test]
fn an_empty_name_is_no_name() {
    let span = span_with(&[("OTEL_RESOURCE_ATTRIBUTES", "service.name=,team=a")]);
    assert!(span.service_name().unwrap().starts_with("unknown_service:"));
    assert_eq!(span.resource["team"], "a");
}

#[test]
fn attributes_of_the_environment_are_percent_decoded() {
    let span = span_with(&[(
        "OTEL_RESOURCE_ATTRIBUTES",
        "deployment=blue%2Cgreen,team=a%20b,lumigo.distro.version=0",
    )]);
    assert_eq!(span.resource["deployment"], "blue,green");
    assert_eq!(span.resource["team"], "a b");
    assert_eq!(
        span.resource["lumigo.distro.version"],
        env!("CARGO_PKG_VERSION")
    );
}

#[test]
fn attributes_that_cannot_be_read_are_discarded_whole() {
    let span = span_with(&[("OTEL_RESOURCE_ATTRIBUTES", "team=a,broken")]);
    assert!(!span.resource.contains_key("team"));
}

#[test]
fn code_wins_over_the_environment() {
    let recorder = SpanRecorder::new();
    let lumigo = with(&[("OTEL_RESOURCE_ATTRIBUTES", "team=environment,zone=1")])
        .with_resource_attribute(KeyValue::new("team", "code"))
        .with_span_processor(recorder.clone())
        .build();
    crate::support::make_spans(&lumigo, "work", 1);
    let span = recorder.only_span();
    assert_eq!(
        (&span.resource["team"], &span.resource["zone"]),
        (&"code".into(), &"1".into())
    );
}

#[test]
fn a_tag_and_a_containers_name_win_over_the_attributes_of_the_environment_and_code_over_them() {
    let variables = [
        (
            "OTEL_RESOURCE_ATTRIBUTES",
            "lumigo.tag=a,k8s.container.name=a",
        ),
        ("LUMIGO_TAG", "b"),
        ("LUMIGO_CONTAINER_NAME", "b"),
    ];
    let span = span_with(&variables);
    assert_eq!(span.resource["lumigo.tag"], "b");
    assert_eq!(span.resource["k8s.container.name"], "b");
    let recorder = SpanRecorder::new();
    let lumigo = with(&variables)
        .with_resource_attribute(KeyValue::new("lumigo.tag", "c"))
        .with_span_processor(recorder.clone())
        .build();
    crate::support::make_spans(&lumigo, "work", 1);
    assert_eq!(recorder.only_span().resource["lumigo.tag"], "c");
}

#[test]
fn the_framework_is_the_detected_one() {
    let framework = |builder: LumigoBuilder| {
        let recorder = SpanRecorder::new();
        let lumigo = builder.with_span_processor(recorder.clone()).build();
        crate::support::make_spans(&lumigo, "work", 1);
        recorder.only_span().resource["framework"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let mine = [("OTEL_RESOURCE_ATTRIBUTES", "framework=mine")];
    assert_eq!(framework(with(&[])), "Unknown");
    assert_eq!(framework(with(&[]).with_framework("rocket")), "rocket");
    assert_eq!(framework(with(&mine).with_framework("rocket")), "mine");
    let none: [(&str, &str); 0] = [];
    let builder = lumigo_opentelemetry::builder().with_variables(none);
    assert_eq!(framework(builder), "axum");
}

#[test]
fn the_process_is_named_without_its_command_line() {
    let span = span_with(&[]);
    let pid = i64::from(std::process::id());
    assert_eq!(span.resource["process.pid"].as_i64(), Some(pid));
    let name = span.resource["process.executable.name"].as_str().unwrap();
    assert!(name.starts_with("lifecycle"), "{name}");
    let told: Vec<_> = span.resource.keys().collect();
    assert!(
        !told.iter().any(|key| key.starts_with("process.command")),
        "{told:?}"
    );
}

#[test]
fn the_variables_are_told_without_their_secrets() {
    let sink = OtlpSink::start();
    let lumigo = with(&[
        ("LUMIGO_TRACER_TOKEN", "t_sesame"),
        ("LUMIGO_ENDPOINT", &sink.endpoint()),
        ("LUMIGO_SECRET_MASKING_REGEX", "[]"),
        ("LUMIGO_SECRET_MASKING_REGEX_ENVIRONMENT", r#"["db_pass"]"#),
        ("APP_COMMAND", "app --token t_sesame"),
        ("DB_PASSWORD", "sesame"),
        ("DATABASE_URL", "postgres://sesame:sesame@db/shop"),
        ("REGION", "eu-west-1"),
    ])
    .build();
    crate::support::make_spans(&lumigo, "work", 1);
    lumigo.force_flush(PATIENCE).unwrap();
    let span = sink.spans().remove(0);
    let environ = span.resource["process.environ"].as_str().unwrap();
    let environ: serde_json::Value = serde_json::from_str(environ).unwrap();
    assert_eq!(environ["LUMIGO_TRACER_TOKEN"], "****");
    assert_eq!(environ["APP_COMMAND"], "app --token ****");
    assert_eq!(environ["DB_PASSWORD"], "****");
    assert_eq!(
        environ["DATABASE_URL"],
        "postgres://REDACTED:REDACTED@db/shop"
    );
    assert_eq!(environ["REGION"], "eu-west-1");
    let sent = sink.requests().remove(0).body;
    assert!(!String::from_utf8_lossy(&sent).contains("sesame"));
}
