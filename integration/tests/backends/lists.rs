//! `OTEL_TRACES_EXPORTER` and its like: which exporters there are.

use crate::support::{
    Variables, all_signals, assert_has_work, exporters, host, host_metrics, messages, text,
};
use lumigo_testing::OtlpSink;
use std::process::Output;

const TOKEN: &str = "t_1234567890abcdef";
const NOTHING: (usize, usize, usize) = (0, 0, 0);
const EVERYTHING: (usize, usize, usize) = (1, 1, 1);

fn counts(sink: &OtlpSink) -> (usize, usize, usize) {
    (
        sink.spans().len(),
        host_metrics(sink).len(),
        sink.logs().len(),
    )
}

/// Runs the host with these lists of exporters; Lumigo's stand-in is there when it has a token.
fn run(sink: &OtlpSink, lumigo: Option<&OtlpSink>, lists: Variables) -> Output {
    let mut variables = all_signals(&sink.base_endpoint(), "http/protobuf");
    variables.retain(|(name, _)| !name.ends_with("_EXPORTER"));
    variables.extend(lists);
    if let Some(lumigo) = lumigo {
        variables.extend([
            ("LUMIGO_TRACER_TOKEN", TOKEN.to_owned()),
            ("LUMIGO_ENDPOINT", lumigo.endpoint()),
            ("LUMIGO_LOGS_ENDPOINT", lumigo.logs_endpoint()),
        ]);
    }
    let output = host("shutdown", &variables);
    assert!(output.status.success(), "{output:?}");
    output
}

#[test]
fn the_exporters_named_get_everything_without_a_token() {
    for (list, at_sink, lines) in [
        ("otlp", EVERYTHING, 0),
        ("console", NOTHING, 3),
        ("otlp,console", EVERYTHING, 3),
        (" console , otlp ", EVERYTHING, 3),
        ("otlp,otlp", EVERYTHING, 0),
        ("none", NOTHING, 0),
    ] {
        let sink = OtlpSink::start();
        let output = run(&sink, None, exporters(list));
        assert_eq!(counts(&sink), at_sink, "{list:?}");
        let stdout = text(&output.stdout);
        assert_eq!(stdout.lines().count(), lines, "{list:?}: {stdout}");
        assert_eq!(messages(&output), Vec::<String>::new(), "{list:?}");
    }
}

#[test]
fn with_a_token_spans_go_to_lumigo_besides() {
    for (list, at_sink) in [
        ("otlp", EVERYTHING),
        ("console", NOTHING),
        ("otlp,console", EVERYTHING),
        ("none", NOTHING),
    ] {
        let (sink, lumigo) = (OtlpSink::start(), OtlpSink::start());
        let output = run(&sink, Some(&lumigo), exporters(list));
        assert_eq!(counts(&sink), at_sink, "{list:?}");
        assert_eq!(counts(&lumigo), (1, 0, 0), "{list:?}");
        assert_eq!(messages(&output), Vec::<String>::new(), "{list:?}");
    }
}

#[test]
fn logs_go_to_lumigo_when_they_are_enabled_there() {
    let (sink, lumigo) = (OtlpSink::start(), OtlpSink::start());
    let mut lists = exporters("otlp");
    lists.push(("LUMIGO_ENABLE_LOGS", "true".to_owned()));
    run(&sink, Some(&lumigo), lists);
    assert_eq!(counts(&lumigo), (1, 0, 1));
    assert_has_work(&sink, "besides Lumigo");
}

#[test]
fn each_signal_has_a_list_of_its_own() {
    for (name, at_sink) in [
        ("OTEL_TRACES_EXPORTER", (1, 0, 0)),
        ("OTEL_METRICS_EXPORTER", (0, 1, 0)),
        ("OTEL_LOGS_EXPORTER", (0, 0, 1)),
    ] {
        let sink = OtlpSink::start();
        let output = run(&sink, None, vec![(name, "otlp".to_owned())]);
        assert_eq!(counts(&sink), at_sink, "{name}");
        assert_eq!(text(&output.stdout), "", "{name}");
    }
}

#[test]
fn an_unknown_name_is_told_and_the_others_hold() {
    for (list, at_sink) in [("otlp,sesame", EVERYTHING), ("sesame", NOTHING)] {
        let sink = OtlpSink::start();
        let output = run(&sink, None, exporters(list));
        assert_eq!(counts(&sink), at_sink, "{list:?}");
        let messages = messages(&output);
        for (name, _) in exporters(list) {
            let about = messages.iter().filter(|message| message.contains(name));
            assert_eq!(about.count(), 1, "{name}: {messages:?}");
        }
        assert!(!messages.concat().contains("sesame"), "{messages:?}");
    }
}

#[test]
fn unset_and_without_a_token_nothing_is_exported_which_is_told_once() {
    for lists in [Vec::new(), exporters("")] {
        let sink = OtlpSink::start();
        let output = run(&sink, None, lists.clone());
        assert!(sink.requests().is_empty());
        assert_eq!(text(&output.stdout), "");
        let expected = "OTEL_EXPORTER_OTLP_ENDPOINT is set, but nothing is exported: \
                        set OTEL_TRACES_EXPORTER=otlp as well";
        assert_eq!(messages(&output), [expected]);
        let expected = "LUMIGO_TRACER_TOKEN is not set: nothing is exported; \
                        for another backend, set OTEL_TRACES_EXPORTER=otlp";
        assert_eq!(messages(&host("shutdown", &lists)), [expected]);
    }
}

#[test]
fn other_signals_alone_say_that_there_are_no_spans() {
    let lists = vec![("OTEL_LOGS_EXPORTER", "console".to_owned())];
    let output = host("shutdown", &lists);
    assert_eq!(text(&output.stdout).lines().count(), 1);
    let expected = "LUMIGO_TRACER_TOKEN is not set: no spans are exported; \
                    for another backend, set OTEL_TRACES_EXPORTER=otlp";
    assert_eq!(messages(&output), [expected]);
}

#[test]
fn unset_and_with_a_token_spans_go_to_lumigo_alone() {
    let (sink, lumigo) = (OtlpSink::start(), OtlpSink::start());
    let output = run(&sink, Some(&lumigo), Vec::new());
    assert!(sink.requests().is_empty());
    assert_eq!(counts(&lumigo), (1, 0, 0));
    assert_eq!(messages(&output), Vec::<String>::new());
}
