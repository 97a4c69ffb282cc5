use super::Posts;
use crate::config::Config;
use crate::config::env::Environment;
use crate::export::{Destination, Protocol};
use proptest::prelude::*;
use std::time::Duration;

fn read(variables: &[(&str, &str)]) -> Config {
    let mut environment = Environment::default();
    let pairs = [("OTEL_TRACES_EXPORTER", "otlp")].iter().chain(variables);
    environment.replace(
        pairs
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .collect(),
    );
    Config::read(&environment)
}

/// Where spans go.
fn traces(variables: &[(&str, &str)]) -> Destination {
    let config = read(variables);
    assert_eq!(config.problems, [], "{variables:?}");
    config.spans.exporters.otlp.unwrap()
}

/// What is said of settings that turn the exporter off.
fn problem(variables: &[(&str, &str)]) -> String {
    let config = read(variables);
    assert!(config.spans.exporters.otlp.is_none(), "{variables:?}");
    assert_eq!(config.problems.len(), 1, "{:?}", config.problems);
    config.problems[0].to_string()
}

fn headers(text: &str) -> (Vec<(String, String)>, usize) {
    let config = read(&[("OTEL_EXPORTER_OTLP_HEADERS", text)]);
    let headers = config.spans.exporters.otlp.unwrap().headers;
    let pair = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        (name.to_string(), value.to_str().unwrap().to_owned())
    };
    (headers.iter().map(pair).collect(), config.problems.len())
}

#[test]
fn without_settings_it_is_protobuf_to_this_machine() {
    let otlp = traces(&[]);
    assert_eq!(otlp.endpoint, "http://localhost:4318/v1/traces");
    assert_eq!(
        otlp.name,
        "http://localhost:4318, the default of OTEL_EXPORTER_OTLP_ENDPOINT"
    );
    assert_eq!(otlp.protocol, Protocol::HttpProtobuf);
    assert!(otlp.headers.is_empty());
    let Posts { gzip, timeout } = otlp.posts;
    assert_eq!((gzip, timeout), (false, Duration::from_secs(10)));
}

#[test]
fn a_signals_own_endpoint_is_used_as_it_is_and_wins() {
    let general = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://general:1/base/");
    let own = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "https://own:2/x");
    let otlp = traces(&[general]);
    assert_eq!(otlp.endpoint, "http://general:1/base/v1/traces");
    assert_eq!(otlp.name, "the endpoint in OTEL_EXPORTER_OTLP_ENDPOINT");
    let otlp = traces(&[general, own]);
    assert_eq!(otlp.endpoint, "https://own:2/x");
    assert_eq!(
        otlp.name,
        "the endpoint in OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
    );
}

#[cfg(feature = "grpc")]
#[test]
fn grpc_has_a_port_of_its_own_and_no_path() {
    let grpc = ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc");
    assert_eq!(traces(&[grpc]).endpoint, "http://localhost:4317");
    let general = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://general:1");
    assert_eq!(traces(&[grpc, general]).endpoint, "http://general:1");
}

#[test]
fn what_a_signal_says_wins_over_what_is_said_for_all() {
    let otlp = traces(&[
        ("OTEL_EXPORTER_OTLP_HEADERS", "a=1,b=2"),
        ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "c=3"),
        ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"),
        ("OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "None"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "1"),
        ("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "2000"),
        ("OTEL_EXPORTER_OTLP_LOGS_TIMEOUT", "3"),
    ]);
    assert_eq!(otlp.headers.keys().collect::<Vec<_>>(), ["c"]);
    assert_eq!(
        otlp.credentials,
        "what OTEL_EXPORTER_OTLP_TRACES_HEADERS sends"
    );
    let Posts { gzip, timeout } = otlp.posts;
    assert_eq!((gzip, timeout), (false, Duration::from_secs(2)));
}

#[test]
fn the_limit_for_exports_holds_if_it_is_shorter() {
    for (batch, post, seconds) in [
        ("2000", "3000", 2),
        ("3000", "2000", 2),
        ("0", "2000", 2),
        ("2000", "0", 2),
        ("20000", "", 10),
    ] {
        let otlp = traces(&[
            ("OTEL_BSP_EXPORT_TIMEOUT", batch),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", post),
        ]);
        assert_eq!(otlp.posts.timeout, Duration::from_secs(seconds), "{batch}");
    }
}

#[test]
fn headers_are_read_as_pairs() {
    for (text, expected) in [
        ("access-token=abc", vec![("access-token", "abc")]),
        (" A = 1 ,, b=x%20y%2Cz ", vec![("a", "1"), ("b", "x y,z")]),
        (
            "authorization=Basic dTpw==",
            vec![("authorization", "Basic dTpw==")],
        ),
        ("a=1,a=2", vec![("a", "2")]),
        ("a=", vec![("a", "")]),
        ("a=1+2", vec![("a", "1+2")]),
        ("", vec![]),
    ] {
        let expected = expected
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(headers(text), (expected.collect(), 0), "{text}");
    }
}

#[test]
fn bad_headers_are_left_out_and_the_others_sent() {
    for (bad, why) in [
        ("a", "no value"),
        ("=1", "no name"),
        ("a b=1", "a name with a space"),
        ("\u{e9}=1", "a name that is not ASCII"),
        ("a=1%0d%0ab: 2", "a value with a line break"),
        ("a=%ff", "a value that is not ASCII"),
        ("content-type=x", "the exporter's own"),
        ("Content-Encoding=x", "the exporter's own"),
        ("host=x", "the exporter's own"),
        ("grpc-encoding=br", "gRPC's own"),
        ("x-bin=AAA", "bytes to gRPC"),
    ] {
        let (headers, problems) = headers(&format!("{bad},good=1"));
        assert_eq!(headers, [("good".to_owned(), "1".to_owned())], "{why}");
        assert_eq!(problems, 1, "{why}");
    }
}

#[test]
fn exporters_are_listed_in_any_case_and_order() {
    for (list, otlp, console, problems) in [
        ("OTLP", true, false, 0),
        ("console, otlp", true, true, 0),
        ("otlp,,otlp,", true, false, 0),
        ("None,", false, false, 0),
        (",", false, false, 1),
        ("zipkin", false, false, 1),
        ("none,console,zipkin", false, true, 2),
    ] {
        let config = read(&[("OTEL_TRACES_EXPORTER", list)]);
        let exporters = &config.spans.exporters;
        assert_eq!(
            (exporters.otlp.is_some(), exporters.console),
            (otlp, console),
            "{list}"
        );
        assert_eq!(config.problems.len(), problems, "{list}");
    }
}

#[test]
fn settings_that_have_a_default_fall_back_to_it() {
    for (name, value) in [
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http"),
        ("OTEL_EXPORTER_OTLP_COMPRESSION", "zip"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "10s"),
        ("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "-1"),
        ("OTEL_BSP_MAX_QUEUE_SIZE", "0"),
        ("OTEL_TRACES_EXPORTER", "otlp,zipkin"),
        ("OTEL_TRACES_EXPORTER", "none,otlp"),
    ] {
        let config = read(&[(name, value)]);
        assert_eq!(config.problems.len(), 1, "{name}={value}");
        let problem = config.problems[0].to_string();
        assert!(problem.contains(name), "{problem}");
        let otlp = config.spans.exporters.otlp.unwrap();
        assert_eq!(otlp.protocol, Protocol::HttpProtobuf);
    }
}

#[test]
fn what_would_lead_elsewhere_turns_the_exporter_off() {
    for (name, value) in [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "ftp://collector"),
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://"),
        ("OTEL_EXPORTER_OTLP_CERTIFICATE", "/no/such/file.pem"),
        ("OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE", "Cargo.toml"),
        ("OTEL_EXPORTER_OTLP_CERTIFICATE", "src"),
        ("OTEL_EXPORTER_OTLP_CERTIFICATE", "/dev/zero"),
    ] {
        let problem = problem(&[(name, value)]);
        assert!(
            problem.starts_with(&format!(
                "{name} cannot be used, so nothing is exported there"
            )),
            "{problem}"
        );
        assert!(!problem.contains(value), "{problem}");
    }
}

#[test]
fn half_a_client_certificate_turns_the_exporter_off() {
    for (given, missing) in [("KEY", "CERTIFICATE"), ("CERTIFICATE", "KEY")] {
        for prefix in [
            "OTEL_EXPORTER_OTLP_CLIENT_",
            "OTEL_EXPORTER_OTLP_TRACES_CLIENT_",
        ] {
            let problem = problem(&[(&format!("{prefix}{given}"), "any.pem")]);
            assert!(
                problem.starts_with(&format!("{prefix}{missing}")),
                "{problem}"
            );
        }
    }
}

#[test]
fn certificates_and_keys_are_tried_before_they_are_used() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, content: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let other = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let certificate = write("certificate.pem", &own.cert.pem());
    let key = write("key.pem", &own.signing_key.serialize_pem());
    let other_key = write("other.pem", &other.signing_key.serialize_pem());
    let garbage = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let garbage = write("garbage.pem", garbage);

    let names = [
        "OTEL_EXPORTER_OTLP_CERTIFICATE",
        "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE",
        "OTEL_EXPORTER_OTLP_CLIENT_KEY",
    ];
    let with = |values: [&str; 3]| {
        let pairs: Vec<_> = names.into_iter().zip(values).collect();
        read(&pairs)
    };
    let tls = with([&certificate, &certificate, &key]);
    let tls = tls.spans.exporters.otlp.unwrap().tls;
    assert_eq!(tls.authorities.unwrap().content.len(), 1);
    assert!(tls.client.is_some());

    for (values, blamed) in [
        ([&garbage, &certificate, &key], names[0]),
        ([&certificate, &garbage, &key], names[2]),
        ([&certificate, &key, &key], names[1]),
        ([&certificate, &certificate, &other_key], names[2]),
        ([&certificate, &certificate, &certificate], names[2]),
    ] {
        let config = with(values.map(String::as_str));
        assert!(config.spans.exporters.otlp.is_none(), "{values:?}");
        let problem = config.problems[0].to_string();
        assert!(problem.starts_with(blamed), "{values:?}: {problem}");
    }
}

#[cfg(not(any(feature = "grpc", feature = "http-json")))]
#[test]
fn a_protocol_that_was_not_compiled_in_is_reported_with_its_feature() {
    for (protocol, feature) in [("grpc", "grpc"), ("http/json", "http-json")] {
        let problem = problem(&[("OTEL_EXPORTER_OTLP_PROTOCOL", protocol)]);
        assert_eq!(
            problem,
            format!(
                "OTEL_EXPORTER_OTLP_PROTOCOL asks for what this build lacks, so nothing is exported \
                 there: add `{feature}` to the features of lumigo-opentelemetry"
            )
        );
    }
}

#[test]
fn the_endpoint_of_the_token_is_exported_to_once() {
    let endpoint = ("LUMIGO_ENDPOINT", "http://collector/v1/traces");
    let token = ("LUMIGO_TRACER_TOKEN", "t_1");
    for (base, is_same) in [
        ("http://collector", true),
        ("HTTP://Collector:80/", true),
        ("https://collector", false),
        ("http://collector:4318", false),
        ("http://collector/other", false),
    ] {
        let otlp = ("OTEL_EXPORTER_OTLP_ENDPOINT", base);
        let mut config = read(&[endpoint, token, otlp]);
        config.drop_duplicates();
        assert_eq!(
            config.span_routes().len(),
            2 - usize::from(is_same),
            "{base}"
        );
        assert_eq!(config.problems.len(), usize::from(is_same), "{base}");
        let mut config = read(&[endpoint, otlp]);
        config.drop_duplicates();
        assert_eq!(config.span_routes().len(), 1, "{base} without a token");
    }
}

#[cfg(feature = "logs")]
#[test]
fn logs_that_do_not_go_to_lumigo_may_go_to_its_endpoint_by_otlp() {
    let mut variables = vec![
        ("LUMIGO_LOGS_ENDPOINT", "http://collector:4318/v1/logs"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318"),
        ("OTEL_LOGS_EXPORTER", "otlp"),
        ("LUMIGO_TRACER_TOKEN", "t_1"),
    ];
    for problems in [0, 1] {
        let mut config = read(&variables);
        config.drop_duplicates();
        assert_eq!(config.log_routes().len(), 1);
        assert_eq!(config.problems.len(), problems);
        variables.push(("LUMIGO_ENABLE_LOGS", "true"));
    }
}

proptest! {
    // Each case reads all settings, with their expressions, seven times.
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn no_text_breaks_anything_or_is_told(text in "\\PC{1,40}") {
        for name in [
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "OTEL_EXPORTER_OTLP_HEADERS",
            "OTEL_EXPORTER_OTLP_PROTOCOL",
            "OTEL_EXPORTER_OTLP_COMPRESSION",
            "OTEL_EXPORTER_OTLP_TIMEOUT",
            "OTEL_EXPORTER_OTLP_CERTIFICATE",
            "OTEL_TRACES_EXPORTER",
        ] {
            let marked = format!("s3cret{text}");
            for problem in read(&[(name, &marked)]).problems {
                prop_assert!(!problem.to_string().contains("s3cret"));
            }
        }
    }
}
