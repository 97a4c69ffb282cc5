//! Who the spans say they come from.

use crate::support::with;
use lumigo_testing::{SpanRecorder, TestSpan};
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
