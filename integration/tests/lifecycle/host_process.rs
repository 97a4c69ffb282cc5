//! `init` in a process of its own, with the unit values and the global provider.

use crate::support::{PATIENCE, host, text};
use lumigo_testing::{OtlpSink, SpanTree};
use std::process::Output;

const ONE_ORDER: &str = "200 OK \"one order\"\n";

#[test]
fn every_runtime_exports_at_shutdown_and_on_drop() {
    for runtime in ["multi-thread", "current-thread", "none"] {
        for plan in ["shutdown", "drop", "flush"] {
            let sink = OtlpSink::start();
            let output = host(
                plan,
                runtime,
                &[
                    ("LUMIGO_TRACER_TOKEN", "t_host"),
                    ("LUMIGO_ENDPOINT", &sink.endpoint()),
                ],
            );
            assert!(output.status.success(), "{plan} on {runtime}: {output:?}");
            assert_eq!(text(&output.stderr), "", "{plan} on {runtime}");
            let expected = match runtime {
                "none" => "INTERNAL work",
                _ => "CLIENT GET\n  SERVER GET /orders/{id}",
            };
            let count = expected.lines().count();
            let spans = sink.wait_for_spans(count, PATIENCE);
            assert_eq!(
                SpanTree::of(&spans).to_string(),
                expected,
                "{plan} on {runtime}"
            );
        }
    }
}

#[test]
fn a_flush_says_that_everything_is_accepted() {
    let sink = OtlpSink::start();
    let endpoint = sink.endpoint();
    let variables = [
        ("LUMIGO_TRACER_TOKEN", "t_host"),
        ("LUMIGO_ENDPOINT", endpoint.as_str()),
    ];
    let output = host("flush", "current-thread", &variables);
    assert_eq!(text(&output.stdout), format!("{ONE_ORDER}flush Ok(())\n"));
}

#[test]
fn without_a_token_the_host_serves_as_before_and_hears_of_it_once() {
    let sink = OtlpSink::start();
    let output = host(
        "shutdown",
        "multi-thread",
        &[("LUMIGO_ENDPOINT", &sink.endpoint())],
    );
    assert!(output.status.success());
    assert_eq!(text(&output.stdout), format!("{ONE_ORDER}done\n"));
    let warning = "#LUMIGO# WARNING LUMIGO_TRACER_TOKEN is not set: nothing is exported; \
                   for another backend, set OTEL_TRACES_EXPORTER=otlp\n";
    assert_eq!(text(&output.stderr), warning);
    assert!(sink.requests().is_empty());
}

#[test]
fn switched_off_the_host_serves_as_before_in_silence() {
    let sink = OtlpSink::start();
    let output = host(
        "shutdown",
        "current-thread",
        &[
            ("LUMIGO_SWITCH_OFF", "true"),
            ("LUMIGO_TRACER_TOKEN", "t_host"),
            ("LUMIGO_ENDPOINT", &sink.endpoint()),
            ("LUMIGO_DEBUG_SPANDUMP", "console:log"),
        ],
    );
    assert!(output.status.success());
    assert_eq!(text(&output.stdout), format!("{ONE_ORDER}done\n"));
    assert_eq!(text(&output.stderr), "");
    assert!(sink.requests().is_empty());
}

#[test]
fn with_the_sdk_disabled_there_is_a_propagator_and_nothing_else() {
    let sink = OtlpSink::start();
    let endpoint = sink.endpoint();
    let exporting = [
        ("LUMIGO_TRACER_TOKEN", "t_host"),
        ("LUMIGO_ENDPOINT", endpoint.as_str()),
        ("LUMIGO_DEBUG_SPANDUMP", "console:log"),
    ];
    let disabled = ("OTEL_SDK_DISABLED", "true");
    for (variables, expected) in [
        (vec![disabled], "headers: baggage traceparent tracestate\n"),
        (
            vec![disabled, ("OTEL_PROPAGATORS", "b3,xray")],
            "headers: b3 x-amzn-trace-id\n",
        ),
        (vec![disabled, ("LUMIGO_SWITCH_OFF", "true")], "headers: \n"),
    ] {
        let variables = [&exporting[..], &variables].concat();
        let output = host("globals", "none", &variables);
        let threads = usize::from(cfg!(target_os = "linux"));
        let expected = format!("threads: {threads}\nrecording: false\n{expected}done\n");
        assert_eq!(text(&output.stdout), expected);
        assert_eq!(text(&output.stderr), "");
    }
    assert!(sink.requests().is_empty());
}

#[test]
fn the_propagator_of_the_settings_is_the_global_one() {
    for (list, headers) in [
        ("", "baggage traceparent tracestate"),
        (
            "b3multi",
            "x-b3-flags x-b3-sampled x-b3-spanid x-b3-traceid",
        ),
        ("jaeger,none", "uber-trace-id"),
        ("none", ""),
    ] {
        let output = host("globals", "none", &[("OTEL_PROPAGATORS", list)]);
        let stdout = text(&output.stdout);
        let expected = format!("recording: true\nheaders: {headers}\ndone\n");
        assert!(stdout.ends_with(&expected), "{list}: {stdout}");
    }
}

#[test]
fn with_the_sdk_disabled_the_host_serves_as_before_and_says_why_nothing_comes() {
    let variables = [("OTEL_SDK_DISABLED", "true"), ("LUMIGO_DEBUG", "true")];
    let output = host("shutdown", "current-thread", &variables);
    assert_eq!(text(&output.stdout), format!("{ONE_ORDER}done\n"));
    let (summary, rest) = parts(&output);
    let expected =
        "\ndistribution: off, OTEL_SDK_DISABLED is true\npropagation: on, tracecontext, baggage\n";
    assert!(summary.ends_with(expected), "{summary}");
    assert_eq!(rest, "DEBUG shut down; spans sent: 0, dropped: 0\n");
}

#[test]
fn an_unreachable_endpoint_costs_the_host_no_more_than_the_wait_at_its_end() {
    // Nothing listens on the port of a sink that has stopped.
    let endpoint = OtlpSink::start().endpoint();
    let variables = [
        ("LUMIGO_TRACER_TOKEN", "t_host"),
        ("LUMIGO_ENDPOINT", endpoint.as_str()),
    ];
    let output = host("shutdown", "multi-thread", &variables);
    assert!(output.status.success());
    assert_eq!(text(&output.stdout), format!("{ONE_ORDER}done\n"));
    let stderr = text(&output.stderr);
    let lines: Vec<_> = stderr.lines().collect();
    assert_eq!(lines.len(), 2, "{stderr}");
    assert!(
        lines[0].starts_with(
            "#LUMIGO# WARNING spans cannot be exported to the endpoint in LUMIGO_ENDPOINT and are kept"
        ),
        "{stderr}"
    );
    assert_eq!(
        lines[1],
        "#LUMIGO# WARNING not everything was exported before the shutdown: spans not accepted in time: 2"
    );
    assert!(!stderr.contains("t_host"));
}

#[test]
fn a_proxy_is_not_asked_for_this_machines_own_addresses() {
    let sink = OtlpSink::start();
    let nobody = OtlpSink::start().endpoint();
    let output = host(
        "shutdown",
        "none",
        &[
            ("LUMIGO_TRACER_TOKEN", "t_host"),
            ("LUMIGO_ENDPOINT", &sink.endpoint()),
            ("HTTP_PROXY", &nobody),
            ("http_proxy", &nobody),
            ("ALL_PROXY", &nobody),
        ],
    );
    assert_eq!(text(&output.stderr), "");
    assert_eq!(sink.spans().len(), 1);
}

#[test]
fn a_report_of_a_failed_export_has_nothing_of_the_endpoint() {
    let endpoint = OtlpSink::start()
        .endpoint()
        .replace("http://", "http://me:sesame@");
    let endpoint = format!("{endpoint}?key=sesame");
    let variables = [
        ("LUMIGO_TRACER_TOKEN", "t_host"),
        ("LUMIGO_ENDPOINT", endpoint.as_str()),
    ];
    let output = host("shutdown", "none", &variables);
    let stderr = text(&output.stderr);
    assert!(stderr.contains("spans cannot be exported"), "{stderr}");
    assert!(!stderr.contains("sesame"), "{stderr}");
}

#[test]
fn a_second_init_is_reported_and_gives_the_first_ones_handle() {
    let sink = OtlpSink::start();
    let output = host(
        "twice",
        "multi-thread",
        &[
            ("LUMIGO_TRACER_TOKEN", "t_host"),
            ("LUMIGO_ENDPOINT", &sink.endpoint()),
            ("OTEL_SERVICE_NAME", "first"),
        ],
    );
    assert_eq!(text(&output.stdout), format!("{ONE_ORDER}done\n"));
    assert_eq!(
        text(&output.stderr),
        "#LUMIGO# WARNING initialised a second time: the first one's handle is returned\n"
    );
    let spans = sink.spans();
    assert_eq!(spans.len(), 2);
    assert!(
        spans
            .iter()
            .all(|span| span.service_name() == Some("first"))
    );
}

#[test]
fn after_a_shutdown_nothing_is_traced_until_a_new_init() {
    for plan in ["again", "again-by-provider"] {
        let sink = OtlpSink::start();
        let endpoint = sink.endpoint();
        let variables = [
            ("LUMIGO_TRACER_TOKEN", "t_host"),
            ("LUMIGO_ENDPOINT", endpoint.as_str()),
        ];
        let output = host(plan, "current-thread", &variables);
        assert_eq!(
            text(&output.stdout),
            format!("{}done\n", ONE_ORDER.repeat(3)),
            "{plan}"
        );
        assert_eq!(text(&output.stderr), "", "{plan}");
        let spans = sink.spans();
        let services: Vec<_> = spans
            .iter()
            .filter_map(|span| span.service_name())
            .collect();
        assert_eq!(services, ["first", "first", "second", "second"], "{plan}");
    }
}

#[test]
fn bad_settings_are_reported_once_each_and_never_shown() {
    let output = host(
        "shutdown",
        "multi-thread",
        &[
            ("LUMIGO_TRACER_TOKEN", "sesame\u{e9}"),
            ("LUMIGO_ENDPOINT", "sesame"),
            ("LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX", "sesame"),
            ("LUMIGO_SECRET_MASKING_REGEX", "sesame"),
            ("LUMIGO_SWITCH_OFF", "sesame"),
            ("LUMIGO_DEBUG_SPANDUMP", "/nowhere/sesame"),
        ],
    );
    assert!(output.status.success());
    assert_eq!(text(&output.stdout), format!("{ONE_ORDER}done\n"));
    let stderr = text(&output.stderr);
    assert!(!stderr.contains("sesame"), "{stderr}");
    for name in [
        "LUMIGO_ENDPOINT",
        "LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX",
        "LUMIGO_SECRET_MASKING_REGEX",
        "LUMIGO_SWITCH_OFF",
        "LUMIGO_DEBUG_SPANDUMP",
    ] {
        assert_eq!(stderr.matches(name).count(), 1, "{name} in {stderr}");
    }
}

#[test]
fn debug_reports_what_is_sent_and_what_is_off() {
    let sink = OtlpSink::start();
    let endpoint = sink.endpoint();
    let mut variables = vec![
        ("LUMIGO_DEBUG", "true"),
        ("LUMIGO_TRACER_TOKEN", "t_host"),
        ("LUMIGO_ENDPOINT", endpoint.as_str()),
    ];
    let output = host("shutdown", "none", &variables);
    let (summary, rest) = parts(&output);
    assert!(summary.contains("export of spans: on"), "{summary}");
    assert_eq!(
        rest,
        "DEBUG spans accepted by the endpoint in LUMIGO_ENDPOINT: 1\n#LUMIGO# DEBUG shut down; spans sent: 1, dropped: 0\n"
    );
    variables.push(("LUMIGO_SWITCH_OFF", "true"));
    let output = host("shutdown", "none", &variables);
    let (summary, rest) = parts(&output);
    assert!(summary.ends_with("\ndistribution: off, LUMIGO_SWITCH_OFF is true\n"));
    assert_eq!(rest, "DEBUG shut down; spans sent: 0, dropped: 0\n");
}

#[test]
fn a_subscriber_that_panics_ends_neither_the_host_nor_the_export() {
    let sink = OtlpSink::start();
    let endpoint = sink.endpoint();
    let variables = [
        ("LUMIGO_DEBUG", "true"),
        ("LUMIGO_TRACER_TOKEN", "t_host"),
        ("LUMIGO_ENDPOINT", endpoint.as_str()),
    ];
    let output = host("panicking-subscriber", "current-thread", &variables);
    assert!(output.status.success(), "{output:?}");
    let one = format!("{ONE_ORDER}flush Ok(())\n");
    assert_eq!(text(&output.stdout), format!("{one}{one}done\n"));
    assert_eq!(sink.spans().len(), 4);
}

/// The first report on standard error, and the others.
fn parts(output: &Output) -> (String, String) {
    let stderr = text(&output.stderr);
    let mut reports = stderr.splitn(3, "#LUMIGO# ");
    assert_eq!(reports.next(), Some(""));
    let mut next = || reports.next().unwrap_or_default().to_owned();
    (next(), next())
}
