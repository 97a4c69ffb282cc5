//! Settings that cannot work: one message each, and the host runs on.

use crate::support::{Variables, host, messages, text};
use lumigo_testing::{OtlpSink, TestAuthority};
use std::fs;
use std::net::TcpListener;

/// Sends spans alone, so that there is one exporter to report.
fn spans_to(endpoint: String, protocol: &str) -> Variables {
    vec![
        ("OTEL_TRACES_EXPORTER", "otlp".to_owned()),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol.to_owned()),
        // One attempt is enough for all that is told.
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "2000".to_owned()),
    ]
}

/// The host runs to its end, tells the mistake once in these words, and counts its span.
#[track_caller]
fn assert_told_once(case: &str, variables: &Variables, words: &[&str]) {
    let output = host("stats", variables);
    assert!(output.status.success(), "{case}: {output:?}");
    let stdout = text(&output.stdout);
    let counted = "recorded: 1, sent: 0, dropped or waiting: 1";
    assert!(stdout.contains(counted), "{case}: {output:?}");
    assert!(stdout.contains("ended: "), "{case}: {output:?}");
    let messages = messages(&output);
    assert_eq!(messages.len(), 1, "{case}: {messages:#?}");
    for word in words {
        assert!(messages[0].contains(word), "{case}: {messages:#?}");
    }
}

#[test]
fn nobody_listens() {
    for protocol in crate::support::PROTOCOLS {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        drop(listener);
        let variables = spans_to(endpoint, protocol);
        assert_told_once(protocol, &variables, &["spans", "refused"]);
    }
}

#[test]
fn the_path_is_another() {
    for protocol in ["http/protobuf", "http/json"] {
        let sink = OtlpSink::start();
        let endpoint = sink.base_endpoint() + "/nowhere";
        assert_told_once(protocol, &spans_to(endpoint, protocol), &["spans", "404"]);
        assert_eq!(sink.requests().len(), 1, "{protocol}");
    }
}

#[test]
fn the_server_has_a_certificate_of_somebody_else() {
    let (authority, another) = (TestAuthority::new(), TestAuthority::new());
    let folder = tempfile::tempdir().unwrap();
    let trusted = folder.path().join("ca.pem");
    fs::write(&trusted, another.certificate_pem()).unwrap();
    for protocol in crate::support::PROTOCOLS {
        let server = crate::support::sink(protocol).with_tls(&authority.server());
        let sink = server.start();
        let mut variables = spans_to(sink.base_endpoint(), protocol);
        // Among those that everybody trusts it is not either.
        assert_told_once(protocol, &variables, &["spans", "certificate"]);
        let path = trusted.to_str().unwrap().to_owned();
        variables.push(("OTEL_EXPORTER_OTLP_CERTIFICATE", path));
        assert_told_once(protocol, &variables, &["spans", "certificate"]);
        assert!(sink.requests().is_empty(), "{protocol}");
    }
}

#[test]
fn the_server_wants_a_certificate_of_the_client() {
    let authority = TestAuthority::new();
    let folder = tempfile::tempdir().unwrap();
    let trusted = folder.path().join("ca.pem");
    fs::write(&trusted, authority.certificate_pem()).unwrap();
    for protocol in crate::support::PROTOCOLS {
        let server = crate::support::sink(protocol);
        let server = server.with_mutual_tls(&authority.server(), &authority);
        let sink = server.start();
        let mut variables = spans_to(sink.base_endpoint(), protocol);
        let path = trusted.to_str().unwrap().to_owned();
        variables.push(("OTEL_EXPORTER_OTLP_CERTIFICATE", path));
        assert_told_once(protocol, &variables, &["spans"]);
        assert!(sink.requests().is_empty(), "{protocol}");
    }
}

#[test]
fn a_certificate_cannot_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let garbage = folder.path().join("garbage.pem");
    fs::write(&garbage, "no certificate").unwrap();
    let garbage = garbage.to_str().unwrap();
    let missing = "/no/such/folder/sesame.pem";
    for protocol in crate::support::PROTOCOLS {
        for path in [missing, garbage] {
            for name in [
                "OTEL_EXPORTER_OTLP_CERTIFICATE",
                "OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE",
                "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE",
                "OTEL_EXPORTER_OTLP_CLIENT_KEY",
            ] {
                let sink = crate::support::sink(protocol).start();
                let mut variables = spans_to(sink.base_endpoint(), protocol);
                variables.push((name, path.to_owned()));
                let output = host("stats", &variables);
                assert!(output.status.success(), "{name}: {output:?}");
                let messages = messages(&output);
                assert_eq!(messages.len(), 1, "{name} by {protocol}: {messages:#?}");
                assert!(messages[0].contains(name), "{messages:#?}");
                assert!(!messages[0].contains("sesame"), "{messages:#?}");
                assert!(text(&output.stdout).contains("ended: "), "{output:?}");
            }
        }
    }
}

#[test]
fn the_server_speaks_another_protocol() {
    for (at_server, protocol) in [
        ("http/protobuf", "grpc"),
        ("grpc", "http/protobuf"),
        ("grpc", "http/json"),
    ] {
        let sink = crate::support::sink(at_server).start();
        let variables = spans_to(sink.base_endpoint(), protocol);
        let case = format!("{protocol} at a server for {at_server}");
        assert_told_once(&case, &variables, &["spans"]);
        assert!(sink.requests().is_empty(), "{case}");
    }
}

#[test]
fn a_setting_that_is_none_is_told_and_its_default_holds() {
    for (name, value) in [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "sesame"),
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "127.0.0.1:sesame"),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "sesame"),
        ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "sesame"),
        ("OTEL_EXPORTER_OTLP_COMPRESSION", "sesame"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "sesame"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "sesame"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "x-a=ses%0Aame"),
    ] {
        let output = host(
            "shutdown",
            &vec![
                // Nothing is sent, so a default endpoint does not matter.
                ("OTEL_TRACES_EXPORTER", "none".to_owned()),
                (name, value.to_owned()),
            ],
        );
        assert!(output.status.success(), "{name}: {output:?}");
        let messages = messages(&output);
        assert_eq!(messages.len(), 1, "{name}: {messages:#?}");
        assert!(messages[0].contains(name), "{messages:#?}");
        assert!(!messages[0].contains("sesame"), "{messages:#?}");
    }
}
