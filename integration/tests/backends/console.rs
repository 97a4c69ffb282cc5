//! The exporter `console`: a line of JSON on standard output for each span, each log record and each
//! export of metrics.

use crate::support::{Variables, exporters, host, text};
use serde_json::Value;

fn lines(variables: &Variables) -> Vec<Value> {
    let output = host("shutdown", variables);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(text(&output.stderr), "");
    let stdout = text(&output.stdout);
    let parse = |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    stdout.lines().map(parse).collect()
}

/// The one line that says this somewhere.
#[track_caller]
fn line_with<'a>(lines: &'a [Value], text: &str) -> &'a Value {
    let text = Value::from(text).to_string();
    let mut matching = lines.iter().filter(|line| line.to_string().contains(&text));
    let line = matching.next();
    let line = line.unwrap_or_else(|| panic!("no {text} in {lines:#?}"));
    assert!(matching.next().is_none(), "{text} came twice: {lines:#?}");
    line
}

#[test]
fn each_signal_is_lines_of_json() {
    let lines = lines(&exporters("console"));
    assert_eq!(lines.len(), 3, "{lines:#?}");
    assert!(lines.iter().all(Value::is_object), "{lines:#?}");
    let span = line_with(&lines, "work");
    assert_eq!(span["name"], "work", "{span:#}");
    let log = line_with(&lines, "order taken");
    assert_eq!(log["body"], "order taken", "{log:#}");
    line_with(&lines, "orders");
}

#[test]
fn a_signal_can_be_written_alone() {
    for (name, text) in [
        ("OTEL_TRACES_EXPORTER", "work"),
        ("OTEL_METRICS_EXPORTER", "orders"),
        ("OTEL_LOGS_EXPORTER", "order taken"),
    ] {
        let mut variables = exporters("none");
        variables.retain(|(other, _)| *other != name);
        variables.push((name, "console".to_owned()));
        let lines = lines(&variables);
        assert_eq!(lines.len(), 1, "{name}: {lines:#?}");
        line_with(&lines, text);
    }
}

#[test]
fn what_is_dropped_is_written_first() {
    let output = host("drop", &exporters("console"));
    assert_eq!(text(&output.stdout).lines().count(), 3, "{output:?}");
}
