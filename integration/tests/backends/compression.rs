//! `OTEL_EXPORTER_OTLP_COMPRESSION`.

use crate::deliveries;
use crate::support::{PROTOCOLS, all_signals, assert_has_work, sink, work_with};
use integration::collector::Collector;
use lumigo_testing::{OtlpSink, SinkRequest};

/// How a request is compressed; bodies of gRPC begin with a byte that says it too.
fn encoding(request: &SinkRequest) -> &str {
    match request.header("grpc-encoding") {
        Some(encoding) if request.body[0] == 1 => encoding,
        Some(_) => "identity",
        None => request.header("content-encoding").unwrap_or("identity"),
    }
}

fn encodings(sink: &OtlpSink) -> Vec<(String, String)> {
    let requests = sink.requests().into_iter();
    let mut found: Vec<_> = requests
        .map(|request| (request.path.to_lowercase(), encoding(&request).to_owned()))
        .collect();
    found.sort();
    found
}

#[test]
fn gzip_and_none_are_understood_by_every_protocol() {
    for protocol in PROTOCOLS {
        for (value, expected) in [("gzip", "gzip"), ("none", "identity"), ("", "identity")] {
            let sink = sink(protocol).start();
            let mut variables = all_signals(&sink.base_endpoint(), protocol);
            variables.push(("OTEL_EXPORTER_OTLP_COMPRESSION", value.to_owned()));
            work_with(&variables);
            assert_has_work(&sink, protocol);
            for (path, encoding) in encodings(&sink) {
                assert_eq!(encoding, expected, "{value:?} for {path} by {protocol}");
            }
        }
    }
}

#[test]
fn a_signal_can_be_compressed_alone() {
    for protocol in PROTOCOLS {
        for (name, signal) in [
            ("OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "trace"),
            ("OTEL_EXPORTER_OTLP_METRICS_COMPRESSION", "metrics"),
            ("OTEL_EXPORTER_OTLP_LOGS_COMPRESSION", "logs"),
        ] {
            let sink = sink(protocol).start();
            let mut variables = all_signals(&sink.base_endpoint(), protocol);
            variables.push((name, "gzip".to_owned()));
            work_with(&variables);
            assert_has_work(&sink, name);
            for (path, encoding) in encodings(&sink) {
                let expected = if path.contains(signal) {
                    "gzip"
                } else {
                    "identity"
                };
                assert_eq!(encoding, expected, "{name} for {path} by {protocol}");
            }
        }
    }
}

#[test]
fn a_collector_that_was_not_written_here_unzips_it() {
    for protocol in PROTOCOLS {
        let collector = Collector::start();
        let gzip = ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip".to_owned());
        deliveries::assert_spans_arrive_with(&[gzip], protocol, &collector);
    }
}
