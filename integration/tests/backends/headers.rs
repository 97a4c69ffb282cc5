//! `OTEL_EXPORTER_OTLP_HEADERS`, and whose headers the token is among.

use crate::support::{PATIENCE, PROTOCOLS, Variables, all_signals, assert_has_work, sink};
use crate::support::{with, work, work_with};
use lumigo_testing::{OtlpSink, SinkRequest};

const TOKEN: &str = "t_1234567890abcdef";

/// All signals to one sink, and spans to Lumigo's stand-in besides.
fn besides_lumigo(lumigo: &OtlpSink, other: &OtlpSink, protocol: &str) -> Variables {
    let mut variables = all_signals(&other.base_endpoint(), protocol);
    variables.extend([
        ("LUMIGO_TRACER_TOKEN", TOKEN.to_owned()),
        ("LUMIGO_ENDPOINT", lumigo.endpoint()),
    ]);
    variables
}

/// The request of one signal, whatever the protocol.
fn request(sink: &OtlpSink, signal: &str) -> SinkRequest {
    let requests = sink.requests().into_iter();
    let mut of_signal = requests.filter(|one| one.path.to_lowercase().contains(signal));
    let first = of_signal.next().unwrap_or_else(|| panic!("no {signal}"));
    assert!(of_signal.next().is_none(), "{signal} came twice");
    first
}

#[test]
fn a_collector_that_needs_a_header_gets_it_decoded() {
    for protocol in PROTOCOLS {
        let sink = sink(protocol)
            .with_required_header("x-api", "one, two = 100%")
            .start();
        let mut variables = all_signals(&sink.base_endpoint(), protocol);
        let list = " x-other=1 , X-API = one%2C%20two%20%3D%20100%25 ,".to_owned();
        variables.push(("OTEL_EXPORTER_OTLP_HEADERS", list));
        work_with(&variables);
        assert_has_work(&sink, protocol);
        for request in sink.requests() {
            assert_eq!(request.header("x-other"), Some("1"), "{protocol}");
        }
    }
}

#[test]
fn a_collector_that_needs_a_header_is_not_reached_without() {
    for protocol in PROTOCOLS {
        let sink = sink(protocol).with_required_header("x-api", "1").start();
        let lumigo = with(&all_signals(&sink.base_endpoint(), protocol)).build();
        work(&lumigo);
        lumigo.force_flush(PATIENCE).unwrap_err();
        assert_eq!(lumigo.stats().dropped, 1, "{protocol}");
        assert!(sink.exports().is_empty(), "{protocol}");
    }
}

#[test]
fn a_signals_own_headers_replace_the_general_ones() {
    for protocol in PROTOCOLS {
        for (own, name) in [
            ("traces", "OTEL_EXPORTER_OTLP_TRACES_HEADERS"),
            ("metrics", "OTEL_EXPORTER_OTLP_METRICS_HEADERS"),
            ("logs", "OTEL_EXPORTER_OTLP_LOGS_HEADERS"),
        ] {
            let sink = sink(protocol).start();
            let mut variables = all_signals(&sink.base_endpoint(), protocol);
            variables.extend([
                ("OTEL_EXPORTER_OTLP_HEADERS", "x-general=1".to_owned()),
                (name, "x-own=2".to_owned()),
            ]);
            work_with(&variables);
            assert_has_work(&sink, name);
            for signal in ["trace", "metrics", "logs"] {
                let request = request(&sink, signal);
                let found = (request.header("x-general"), request.header("x-own"));
                let expected = match own.starts_with(signal) {
                    true => (None, Some("2")),
                    false => (Some("1"), None),
                };
                assert_eq!(found, expected, "{signal} by {protocol} with {name}");
            }
        }
    }
}

#[test]
fn the_token_goes_to_lumigo_alone() {
    for protocol in PROTOCOLS {
        let (to_lumigo, other) = (OtlpSink::start(), sink(protocol).start());
        work_with(&besides_lumigo(&to_lumigo, &other, protocol));
        assert_has_work(&other, protocol);
        for request in other.requests() {
            assert_eq!(request.header("authorization"), None, "{protocol}");
            let text = format!("{:?} {:?}", request.headers, request.body);
            assert!(!text.contains(TOKEN), "{protocol}");
        }
        let expected = format!("LumigoToken {TOKEN}");
        let request = request(&to_lumigo, "trace");
        assert_eq!(request.header("authorization"), Some(&*expected));
        assert_eq!(to_lumigo.spans(), other.spans(), "{protocol}");
    }
}

#[test]
fn headers_for_others_never_reach_lumigo() {
    for protocol in PROTOCOLS {
        let (to_lumigo, other) = (OtlpSink::start(), sink(protocol).start());
        let mut variables = besides_lumigo(&to_lumigo, &other, protocol);
        let list = "Authorization=Bearer%20x,x-other=1".to_owned();
        variables.push(("OTEL_EXPORTER_OTLP_HEADERS", list.clone()));
        variables.push(("OTEL_EXPORTER_OTLP_TRACES_HEADERS", list));
        work_with(&variables);
        for request in other.requests() {
            let found = request.header("authorization");
            assert_eq!(found, Some("Bearer x"), "{protocol}");
        }
        let request = request(&to_lumigo, "trace");
        let expected = format!("LumigoToken {TOKEN}");
        assert_eq!(request.header("authorization"), Some(&*expected));
        assert_eq!(request.header("x-other"), None);
    }
}

#[test]
fn headers_alone_send_nothing_elsewhere() {
    let (to_lumigo, other) = (OtlpSink::start(), OtlpSink::start());
    let mut variables = besides_lumigo(&to_lumigo, &other, "http/protobuf");
    variables.retain(|(name, _)| !name.ends_with("_EXPORTER"));
    work_with(&variables);
    assert_eq!(to_lumigo.spans().len(), 1);
    assert!(other.requests().is_empty());
}
