//! Code over variable, variable over default, and every variable documented.

use crate::support::{PATIENCE, exporting_to, make_spans, with};
use lumigo_opentelemetry::LumigoLayer;
use lumigo_testing::OtlpSink;
use opentelemetry::KeyValue;
use opentelemetry::trace::{Span, SpanKind, Tracer, TracerProvider};

#[test]
fn code_wins_over_variables() {
    let (by_variable, in_code) = (OtlpSink::start(), OtlpSink::start());
    let endpoint = by_variable.endpoint();
    let variables = [
        ("LUMIGO_ENDPOINT", endpoint.as_str()),
        ("LUMIGO_TRACER_TOKEN", "t_variable"),
    ];
    let lumigo = with(&variables)
        .with_token("t_code")
        .with_endpoint(in_code.endpoint())
        .build();
    make_spans(&lumigo, "work", 1);
    lumigo.force_flush(PATIENCE).unwrap();
    assert!(by_variable.requests().is_empty());
    assert_eq!(
        in_code.requests()[0].header("authorization"),
        Some("LumigoToken t_code")
    );
}

#[test]
fn a_token_that_cannot_be_sent_is_no_token() {
    let sink = OtlpSink::start();
    let lumigo = with(&[])
        .with_endpoint(sink.endpoint())
        .with_token("two\nlines")
        .build();
    make_spans(&lumigo, "work", 1);
    lumigo.force_flush(PATIENCE).unwrap();
    assert!(sink.requests().is_empty());
}

#[test]
fn a_token_in_code_that_cannot_be_used_leaves_that_of_the_environment() {
    let sink = OtlpSink::start();
    let lumigo = with(&[("LUMIGO_TRACER_TOKEN", "t_variable")])
        .with_endpoint(sink.endpoint())
        .with_token("")
        .build();
    make_spans(&lumigo, "work", 1);
    lumigo.force_flush(PATIENCE).unwrap();
    assert_eq!(
        sink.requests()[0].header("authorization"),
        Some("LumigoToken t_variable")
    );
}

#[test]
fn filters_in_code_replace_those_of_the_variables() {
    const VARIABLE: &str = "LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX_SERVER";
    let lumigo = with(&[(VARIABLE, r#"["^/variable$"]"#)])
        .with_filtered_server_endpoints(["^/code$", "["])
        .with_filtered_client_endpoints(["client"])
        .with_filtered_endpoints(["both"])
        .build();
    let tracer = lumigo.tracer_provider().tracer("test");
    let sampled = |kind: SpanKind, endpoint: &'static str| {
        let key = if kind == SpanKind::Server {
            "url.path"
        } else {
            "url.full"
        };
        let builder = tracer.span_builder("request").with_kind(kind);
        let span = builder
            .with_attributes([KeyValue::new(key, endpoint)])
            .start(&tracer);
        span.span_context().is_sampled()
    };
    assert!(!sampled(SpanKind::Server, "/code") && sampled(SpanKind::Server, "/variable"));
    assert!(!sampled(SpanKind::Client, "http://client/") && sampled(SpanKind::Server, "/client"));
    assert!(!sampled(SpanKind::Client, "http://both/") && !sampled(SpanKind::Server, "/both"));
    assert_eq!(lumigo.stats().filtered, 4);
}

#[test]
fn the_table_of_variables_is_the_documented_one() {
    let docs = include_str!("../../../docs/configuration.md");
    let documented: Vec<_> = docs
        .lines()
        .filter(|line| {
            ["LUMIGO_", "OTEL_", "ECS_"].iter().any(|start| {
                line.strip_prefix("| `")
                    .is_some_and(|row| row.starts_with(start))
            })
        })
        .collect();
    let expected: Vec<_> = lumigo_core::VARIABLES
        .iter()
        .map(|variable| {
            format!(
                "| `{}` | {} | {} | `{}` | {} |",
                variable.name,
                variable.default,
                variable.effect,
                variable.builder,
                variable.in_python,
            )
        })
        .collect();
    for row in &expected {
        assert!(
            documented.contains(&row.as_str()),
            "docs/configuration.md lacks this row:\n{row}"
        );
    }
    assert_eq!(
        documented.len(),
        expected.len(),
        "docs/configuration.md has a row too many"
    );
}

#[test]
fn nothing_shows_a_secret() {
    let builder = with(&[("LUMIGO_TRACER_TOKEN", "sesame")]).with_token("open-sesame");
    assert!(!format!("{builder:?}").contains("sesame"));
    let sink = OtlpSink::start();
    let lumigo = exporting_to(&sink)
        .with_token("open-sesame")
        .with_resource_attribute(KeyValue::new("db.password", "sesame"))
        .build();
    make_spans(&lumigo, "sesame", 1000);
    let shown = format!("{lumigo:?} {:?}", LumigoLayer::bind(&lumigo));
    assert!(!shown.contains("sesame") && shown.len() < 1000, "{shown}");
}
