//! `OTEL_EXPORTER_OTLP_ENDPOINT`, and the same for one signal.

use crate::support::{PROTOCOLS, all_signals, assert_has_work, host_metrics, sink, work_with};
use lumigo_testing::OtlpSink;

const OVER_HTTP: [&str; 2] = ["http/protobuf", "http/json"];

#[test]
fn each_signals_path_is_appended_to_the_general_endpoint() {
    for protocol in OVER_HTTP {
        for (base, prefix) in [
            ("", ""),
            ("/", ""),
            ("/tenant/a", "/tenant/a"),
            ("/tenant/a/", "/tenant/a"),
        ] {
            let path = |signal: &str| format!("{prefix}/v1/{signal}");
            let sink = OtlpSink::builder()
                .with_paths(&path("traces"), &path("metrics"), &path("logs"))
                .start();
            work_with(&all_signals(&(sink.base_endpoint() + base), protocol));
            assert_has_work(&sink, &format!("{base:?} by {protocol}"));
        }
    }
}

#[test]
fn a_signals_own_endpoint_is_used_as_it_is() {
    for protocol in OVER_HTTP {
        for path in ["/custom", "/custom/", "/", "/v1/anything"] {
            for (name, paths) in [
                ("TRACES", (path, "/v1/metrics", "/v1/logs")),
                ("METRICS", ("/v1/traces", path, "/v1/logs")),
                ("LOGS", ("/v1/traces", "/v1/metrics", path)),
            ] {
                let sink = OtlpSink::builder();
                let sink = sink.with_paths(paths.0, paths.1, paths.2).start();
                let mut variables = all_signals(&sink.base_endpoint(), protocol);
                variables.push((own_endpoint(name), sink.base_endpoint() + path));
                work_with(&variables);
                assert_has_work(&sink, &format!("{name} at {path} by {protocol}"));
            }
        }
    }
}

#[test]
fn without_a_path_a_signals_own_endpoint_is_the_root() {
    let sink = OtlpSink::builder()
        .with_paths("/", "/v1/metrics", "/v1/logs")
        .start();
    let mut variables = all_signals(&sink.base_endpoint(), "http/protobuf");
    variables.push((own_endpoint("TRACES"), sink.base_endpoint()));
    work_with(&variables);
    assert_has_work(&sink, "no path");
}

#[test]
fn each_signal_can_go_somewhere_else() {
    for protocol in PROTOCOLS {
        let [traces, metrics, logs] = [(); 3].map(|()| sink(protocol).start());
        let mut variables = all_signals("http://127.0.0.1:1", protocol);
        let own = [
            (own_endpoint("TRACES"), &traces, traces.endpoint()),
            (
                own_endpoint("METRICS"),
                &metrics,
                metrics.metrics_endpoint(),
            ),
            (own_endpoint("LOGS"), &logs, logs.logs_endpoint()),
        ];
        variables.extend(own.map(|(name, sink, endpoint)| match protocol {
            "grpc" => (name, sink.base_endpoint()),
            _ => (name, endpoint),
        }));
        work_with(&variables);
        let counts = [&traces, &metrics, &logs].map(|sink| {
            (
                sink.spans().len(),
                host_metrics(sink).len(),
                sink.logs().len(),
            )
        });
        assert_eq!(counts, [(1, 0, 0), (0, 1, 0), (0, 0, 1)], "{protocol}");
    }
}

#[test]
fn each_signal_can_have_a_protocol_of_its_own() {
    for (name, protocol) in [
        ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "grpc"),
        ("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "grpc"),
        ("OTEL_EXPORTER_OTLP_LOGS_PROTOCOL", "grpc"),
        ("OTEL_EXPORTER_OTLP_LOGS_PROTOCOL", "http/json"),
    ] {
        let (general, own) = (OtlpSink::start(), sink(protocol).start());
        let signal = name.split('_').nth(3).unwrap();
        let mut variables = all_signals(&general.base_endpoint(), "http/protobuf");
        variables.push((name, protocol.to_owned()));
        let endpoint = match protocol {
            "grpc" => own.base_endpoint(),
            _ => own.logs_endpoint(),
        };
        variables.push((own_endpoint(signal), endpoint));
        work_with(&variables);
        assert_eq!(general.requests().len(), 2, "{name}");
        assert_eq!(own.exports().len(), 1, "{name}");
        let types: Vec<_> = general
            .requests()
            .into_iter()
            .map(|request| request.header("content-type").map(str::to_owned))
            .collect();
        let protobuf = Some("application/x-protobuf".to_owned());
        assert_eq!(types, [protobuf.clone(), protobuf], "{name}");
    }
}

fn own_endpoint(signal: &str) -> &'static str {
    match signal {
        "TRACES" => "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        "METRICS" => "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
        _ => "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT",
    }
}
