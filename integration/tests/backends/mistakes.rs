//! Settings that cannot work: one message each, and the host runs on.

use crate::support::{PROTOCOLS, Variables, host, messages, sink, text};
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

/// The host runs to its end and counts its span. What it is told.
#[track_caller]
fn told(case: &str, variables: &Variables) -> Vec<String> {
    let output = host("stats", variables);
    assert!(output.status.success(), "{case}: {output:?}");
    let stdout = text(&output.stdout);
    let counted = "recorded: 1, sent: 0, dropped or waiting: 1";
    assert!(stdout.contains(counted), "{case}: {output:?}");
    assert!(stdout.contains("ended: "), "{case}: {output:?}");
    messages(&output)
}

/// The one thing that it is told has these words.
#[track_caller]
fn assert_told_once(case: &str, variables: &Variables, words: &[&str]) {
    let messages = told(case, variables);
    assert_eq!(messages.len(), 1, "{case}: {messages:#?}");
    for word in words {
        assert!(messages[0].contains(word), "{case}: {messages:#?}");
    }
}

#[test]
fn nobody_listens() {
    for protocol in PROTOCOLS {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        drop(listener);
        let variables = spans_to(endpoint, protocol);
        assert_told_once(protocol, &variables, &["spans", "refused"]);
    }
}

#[test]
fn a_subscriber_that_does_not_listen_leaves_it_to_standard_error() {
    let sink = OtlpSink::start();
    let endpoint = sink.base_endpoint() + "/nowhere";
    let output = host("deaf", &spans_to(endpoint, "http/protobuf"));
    assert!(output.status.success(), "{output:?}");
    let messages = messages(&output);
    assert_eq!(messages.len(), 2, "{messages:#?}");
    assert!(messages[0].contains("404"), "{messages:#?}");
    assert!(messages[1].contains("shutdown"), "{messages:#?}");
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
    for protocol in PROTOCOLS {
        let server = sink(protocol).with_tls(&authority.server());
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
    for protocol in PROTOCOLS {
        let server = sink(protocol);
        let server = server.with_mutual_tls(&authority.server(), &authority);
        let sink = server.start();
        let mut variables = spans_to(sink.base_endpoint(), protocol);
        let path = trusted.to_str().unwrap().to_owned();
        variables.push(("OTEL_EXPORTER_OTLP_CERTIFICATE", path));
        assert_told_once(protocol, &variables, &["client certificate?"]);
        assert!(sink.requests().is_empty(), "{protocol}");
    }
}

#[test]
fn a_certificate_cannot_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let client = TestAuthority::new().client("shop");
    let certificate = file("client.pem", &client.certificate_pem);
    let key = file("key.pem", &client.key_pem);
    let garbage = file("garbage.pem", "no certificate");
    let missing = "/no/such/folder/sesame.pem".to_owned();
    for protocol in PROTOCOLS {
        for path in [
            &missing,
            &garbage,
            &folder.path().to_str().unwrap().to_owned(),
        ] {
            for name in [
                "OTEL_EXPORTER_OTLP_CERTIFICATE",
                "OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE",
                "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE",
                "OTEL_EXPORTER_OTLP_CLIENT_KEY",
            ] {
                let sink = sink(protocol).start();
                let mut variables = spans_to(sink.base_endpoint(), protocol);
                variables.extend([
                    ("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", certificate.clone()),
                    ("OTEL_EXPORTER_OTLP_CLIENT_KEY", key.clone()),
                    (name, path.clone()),
                ]);
                assert_off(name, &variables);
                // Sent without what was asked for it would be sent to somebody else.
                assert!(sink.requests().is_empty(), "{name} by {protocol}");
            }
        }
    }
}

/// The exporter is not there, which is told once, and the host runs to its end.
#[track_caller]
fn assert_off(name: &str, variables: &Variables) {
    let output = host("stats", variables);
    assert!(output.status.success(), "{name}: {output:?}");
    let stdout = text(&output.stdout);
    assert!(stdout.contains("ended: everything"), "{name}: {output:?}");
    let messages = messages(&output);
    let about = messages.iter().filter(|message| message.contains(name));
    assert_eq!(about.count(), 1, "{name}: {messages:#?}");
    assert!(!messages.concat().contains("sesame"), "{messages:#?}");
}

#[test]
fn the_server_speaks_another_protocol() {
    for (at_server, protocol) in [
        ("http/protobuf", "grpc"),
        ("grpc", "http/protobuf"),
        ("grpc", "http/json"),
    ] {
        let sink = sink(at_server).start();
        let variables = spans_to(sink.base_endpoint(), protocol);
        let case = format!("{protocol} at a server for {at_server}");
        assert_told_once(&case, &variables, &["another protocol"]);
        assert!(sink.requests().is_empty(), "{case}");
    }
}

#[test]
fn an_endpoint_that_is_none_is_told_and_nothing_goes_elsewhere() {
    for (name, value) in [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "sesame"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "ftp://sesame"),
        (
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
            "http://127.0.0.1:sesame",
        ),
    ] {
        let sink = OtlpSink::start();
        let mut variables = spans_to(sink.base_endpoint(), "http/protobuf");
        variables.push((name, value.to_owned()));
        assert_off(name, &variables);
        assert!(sink.requests().is_empty(), "{name}");
    }
}

#[test]
fn another_setting_that_is_none_is_told_and_its_default_holds() {
    for (name, value) in [
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "sesame"),
        ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "sesame"),
        ("OTEL_EXPORTER_OTLP_COMPRESSION", "sesame"),
        ("OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "sesame"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "sesame"),
        ("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "-1sesame"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "sesame"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "x-a=ses%0Aame"),
        ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "ses ame=1"),
    ] {
        let sink = OtlpSink::start();
        let mut variables = spans_to(sink.base_endpoint(), "http/protobuf");
        variables.push((name, value.to_owned()));
        let output = host("shutdown", &variables);
        assert!(output.status.success(), "{name}: {output:?}");
        let messages = messages(&output);
        assert_eq!(messages.len(), 1, "{name}: {messages:#?}");
        assert!(messages[0].contains(name), "{messages:#?}");
        assert!(!messages[0].contains("sesame"), "{messages:#?}");
        assert_eq!(sink.spans().len(), 1, "{name}");
    }
}
