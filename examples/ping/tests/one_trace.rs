//! Runs the two programs as their README says, and looks at the trace that arrives.
#![cfg(unix)]
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "all of this is tests, also what is no test function"
)]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use lumigo_opentelemetry::opentelemetry::trace::SpanKind;
use lumigo_testing::{OtlpSink, TestSpan};

/// One of the programs, with no variables but these.
fn program(path: &str, service: &str, address: &str, sink: &OtlpSink) -> Command {
    let mut command = Command::new(path);
    command
        .env_clear()
        .env("PING_ADDRESS", address)
        .env("OTEL_SERVICE_NAME", service)
        .env("OTEL_TRACES_EXPORTER", "otlp")
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", base(&sink.endpoint()));
    command
}

/// The general endpoint, to which exporters append the path.
fn base(traces_endpoint: &str) -> &str {
    traces_endpoint.strip_suffix("/v1/traces").unwrap()
}

/// The running server; killed when a test is over, however it ends.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(sink: &OtlpSink) -> Self {
        let path = env!("CARGO_BIN_EXE_server");
        let mut command = program(path, "ping-server", "127.0.0.1:0", sink);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let stdout = child.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("listening on ").unwrap();
        let address = address.to_owned();
        Self { child, address }
    }

    /// Asks it to end as whoever runs services does. Whether it ended well.
    fn terminate(&mut self) -> bool {
        let kill = format!("kill -TERM {}", self.child.id());
        let sent = Command::new("sh").args(["-c", &kill]).status().unwrap();
        assert!(sent.success());
        self.child.wait().unwrap().success()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs the client to its end; what it printed, line by line.
fn run_client(server: &Server, sink: &OtlpSink) -> Vec<String> {
    let path = env!("CARGO_BIN_EXE_client");
    let mut command = program(path, "ping-client", &server.address, sink);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let printed = String::from_utf8(output.stdout).unwrap();
    printed.lines().map(str::to_owned).collect()
}

/// The only span that has this one as its parent.
fn child<'a>(spans: &'a [TestSpan], parent: &TestSpan) -> &'a TestSpan {
    let id = Some(&*parent.span_id);
    let mut children = spans
        .iter()
        .filter(|span| span.parent_span_id.as_deref() == id);
    match (children.next(), children.next()) {
        (Some(child), None) => child,
        _ => panic!("{} has not one child", parent.name),
    }
}

#[test]
fn a_ping_is_one_trace_through_both_services_and_the_database() {
    let sink = OtlpSink::start();
    let mut server = Server::start(&sink);
    let printed = run_client(&server, &sink);
    assert!(server.terminate());

    // Both have sent what they had before they ended: there is nothing to wait for.
    let spans = sink.wait_for_spans(4, Duration::ZERO);
    let root = spans.iter().find(|span| span.is_root()).unwrap();
    let request = child(&spans, root);
    let handled = child(&spans, request);
    let query = child(&spans, handled);
    let chain = [root, request, handled, query];
    let seen = chain.map(|span| (span.service_name().unwrap(), &span.kind, &*span.name));
    assert_eq!(
        seen,
        [
            ("ping-client", &SpanKind::Internal, "call ping"),
            ("ping-client", &SpanKind::Client, "GET"),
            ("ping-server", &SpanKind::Server, "GET /ping"),
            ("ping-server", &SpanKind::Client, "INSERT visits"),
        ]
    );
    assert_eq!(spans.len(), chain.len());
    assert_eq!(query.attributes["db.system.name"], "sqlite");
    assert!(query.attributes.contains_key("db.query.text"));

    let trace = format!("trace {}", root.trace_id);
    assert_eq!(printed, [&*trace, "pong 1"]);
    assert!(spans.iter().all(|span| span.trace_id == root.trace_id));
}

#[test]
fn every_ping_is_a_trace_of_its_own() {
    let sink = OtlpSink::start();
    let mut server = Server::start(&sink);
    let first = run_client(&server, &sink);
    let second = run_client(&server, &sink);
    assert!(server.terminate());

    assert_ne!(first.first(), second.first());
    assert_eq!(second.last().map(String::as_str), Some("pong 2"));
    assert_eq!(sink.wait_for_spans(8, Duration::ZERO).len(), 8);
}
