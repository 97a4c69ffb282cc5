mod faults;
mod grpc;
mod tls;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::{AnyValue, any_value};
use opentelemetry_proto::tonic::logs::v1::{LogRecord, ResourceLogs, ScopeLogs};
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span};
use prost::Message;
use serde_json::json;

use crate::{Answer, OtlpSink};

const SOON: Duration = Duration::from_secs(10);
const HEAD: &str = "POST /v1/traces HTTP/1.1\r\nContent-Type: application/x-protobuf\r\n";

/// An export of one span for each name.
fn request(names: &[&str]) -> ExportTraceServiceRequest {
    let span = |name: &&str| Span {
        name: (*name).to_owned(),
        trace_id: vec![1; 16],
        span_id: vec![2; 8],
        ..Span::default()
    };
    let scope_spans = ScopeSpans {
        spans: names.iter().map(span).collect(),
        ..ScopeSpans::default()
    };
    let resource_spans = ResourceSpans {
        scope_spans: vec![scope_spans],
        ..ResourceSpans::default()
    };
    ExportTraceServiceRequest {
        resource_spans: vec![resource_spans],
    }
}

fn export(names: &[&str]) -> Vec<u8> {
    request(names).encode_to_vec()
}

fn send(sink: &OtlpSink, head: &str, body: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(sink.address).unwrap();
    let length = body.len();
    write!(
        stream,
        "{head}Host: sink\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n"
    )
    .unwrap();
    stream.write_all(body).unwrap();
    stream
}

/// The status that was answered; `None` when the connection ended without one.
fn status(mut stream: TcpStream) -> Option<u16> {
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    answer.split(' ').nth(1)?.parse().ok()
}

fn post(sink: &OtlpSink, names: &[&str]) -> Option<u16> {
    status(send(sink, HEAD, &export(names)))
}

fn zipped(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

fn names(sink: &OtlpSink) -> Vec<String> {
    sink.spans().into_iter().map(|span| span.name).collect()
}

#[test]
fn accepted_spans_are_decoded_and_the_request_is_kept() {
    let sink = OtlpSink::start();
    let body = export(&["a", "b"]);
    let head = format!("{HEAD}Authorization: LumigoToken t_1\r\n");
    assert_eq!(status(send(&sink, &head, &body)), Some(200));
    let spans = sink.wait_for_spans(2, SOON);
    assert_eq!((&*spans[0].name, &*spans[1].name), ("a", "b"));
    assert_eq!(spans[0].span_id, "0202020202020202");
    let request = &sink.requests()[0];
    assert_eq!(request.method, http::Method::POST);
    assert_eq!(request.path, "/v1/traces");
    assert_eq!(request.header("authorization"), Some("LumigoToken t_1"));
    assert_eq!(request.body, body);
    assert_eq!(request.status, Some(http::StatusCode::OK));
}

#[test]
fn a_failure_status_keeps_the_request_but_not_its_spans() {
    let sink = OtlpSink::start();
    sink.answer_with(Answer::Status(503));
    assert_eq!(post(&sink, &["lost"]), Some(503));
    sink.answer_with(Answer::Status(202));
    assert_eq!(post(&sink, &["kept"]), Some(202));
    assert_eq!(names(&sink), ["kept"]);
    assert_eq!(sink.requests().len(), 2);
}

#[test]
fn a_late_answer_accepts_only_then() {
    let sink = OtlpSink::start();
    let delay = Duration::from_millis(200);
    sink.answer_with(Answer::After(delay));
    let started = Instant::now();
    assert_eq!(post(&sink, &["slow"]), Some(200));
    assert!(started.elapsed() >= delay);
    assert_eq!(names(&sink), ["slow"]);
}

#[test]
fn a_reset_closes_the_connection_without_an_answer() {
    let sink = OtlpSink::start();
    sink.answer_with(Answer::Reset);
    assert_eq!(post(&sink, &["lost"]), None);
    assert_eq!(sink.requests()[0].status, None);
    assert!(sink.spans().is_empty());
}

#[test]
fn a_request_that_is_never_answered_ends_with_the_sink() {
    let sink = OtlpSink::start();
    sink.answer_with(Answer::Never);
    let stream = send(&sink, HEAD, &export(&["stuck"]));
    while sink.requests().is_empty() {
        thread::yield_now();
    }
    // Others are served meanwhile.
    sink.answer_with(Answer::Accept);
    assert_eq!(post(&sink, &["next"]), Some(200));
    let started = Instant::now();
    drop(sink);
    assert!(started.elapsed() < SOON);
    assert_eq!(status(stream), None);
}

#[test]
fn what_is_no_export_is_refused() {
    let good = export(&["a"]);
    let get = HEAD.replace("POST", "GET");
    let text = HEAD.replace("application/x-protobuf", "text/plain");
    let json = HEAD.replace("x-protobuf", "json");
    let gzip = format!("{HEAD}Content-Encoding: gzip\r\n");
    let deflate = format!("{HEAD}Content-Encoding: deflate\r\n");
    let elsewhere = HEAD.replace("/v1/traces", "/v1/traces/");
    for (head, body, expected) in [
        (&*elsewhere, &*good, 404),
        (&*get, &*good, 405),
        (&*text, &*good, 415),
        (&*deflate, &*good, 415),
        (&*json, &*good, 400),
        (&*gzip, &*good, 400),
        (HEAD, b"not protobuf".as_slice(), 400),
    ] {
        let sink = OtlpSink::start();
        assert_eq!(status(send(&sink, head, body)), Some(expected), "{head}");
        assert!(sink.spans().is_empty());
    }
}

#[test]
fn a_zipped_export_is_kept_as_it_was_sent_and_understood() {
    let sink = OtlpSink::start();
    let body = zipped(&export(&["a"]));
    let head = format!("{HEAD}Content-Encoding: gzip\r\n");
    assert_eq!(status(send(&sink, &head, &body)), Some(200));
    assert_eq!(names(&sink), ["a"]);
    assert_eq!(sink.requests()[0].body, body);
}

#[test]
fn an_export_in_json_is_the_same_export() {
    let sink = OtlpSink::start();
    let json = r#"{"resourceSpans": [{"scopeSpans": [{"spans": [{
        "name": "a", "traceId": "01010101010101010101010101010101", "spanId": "0202020202020202"
    }]}]}]}"#;
    let head = HEAD.replace("x-protobuf", "json");
    assert_eq!(status(send(&sink, &head, json.as_bytes())), Some(200));
    post(&sink, &["a"]);
    let exports = sink.exports();
    assert_eq!(exports.len(), 2);
    assert_eq!(exports[0], exports[1]);
}

#[test]
fn other_paths_and_a_header_can_be_demanded() {
    let sink = OtlpSink::builder()
        .with_paths("/otlp/t", "/otlp/m", "/otlp/l")
        .with_required_header("x-key", "sesame")
        .start();
    assert!(sink.endpoint().ends_with("/otlp/t"));
    let head = HEAD.replace("/v1/traces", "/otlp/t");
    let body = export(&["a"]);
    let known = |head: &str| format!("{head}X-Key: sesame\r\n");
    assert_eq!(status(send(&sink, &known(HEAD), &body)), Some(404));
    assert_eq!(status(send(&sink, &head, &body)), Some(401));
    assert!(sink.spans().is_empty());
    assert_eq!(status(send(&sink, &known(&head), &body)), Some(200));
    assert_eq!(names(&sink), ["a"]);
}

#[test]
fn a_wait_ends_as_soon_as_the_spans_are_there() {
    let sink = OtlpSink::start();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| sink.wait_for_spans(2, SOON));
        post(&sink, &["first"]);
        post(&sink, &["second"]);
        assert_eq!(waiting.join().unwrap().len(), 2);
    });
}

#[test]
fn accepted_log_records_are_decoded() {
    let sink = OtlpSink::start();
    let text = |text: &str| AnyValue {
        value: Some(any_value::Value::StringValue(text.to_owned())),
    };
    let record = |body| LogRecord {
        body: Some(text(body)),
        severity_number: 9,
        trace_id: vec![1; 16],
        ..LogRecord::default()
    };
    let scope_logs = ScopeLogs {
        log_records: vec![record("first"), record("second")],
        ..ScopeLogs::default()
    };
    let resource_logs = ResourceLogs {
        scope_logs: vec![scope_logs],
        ..ResourceLogs::default()
    };
    let body = ExportLogsServiceRequest {
        resource_logs: vec![resource_logs],
    };
    let head = HEAD.replace("traces", "logs");
    assert_eq!(status(send(&sink, &head, &body.encode_to_vec())), Some(200));
    let logs = sink.wait_for_logs(2, SOON);
    assert_eq!(
        (&logs[0].body, &logs[1].body),
        (&"first".into(), &"second".into())
    );
    assert_eq!(
        logs[0].trace_id.as_deref(),
        Some("01010101010101010101010101010101")
    );
    assert_eq!(
        (logs[0].span_id.as_deref(), logs[0].severity_number),
        (None, 9)
    );
    assert!(sink.spans().is_empty());
    sink.answer_with(Answer::Status(503));
    assert_eq!(status(send(&sink, &head, &body.encode_to_vec())), Some(503));
    assert_eq!(sink.logs().len(), 2);
}

#[test]
fn accepted_metrics_are_decoded() {
    let sink = OtlpSink::start();
    let json = r#"{"resourceMetrics": [{"scopeMetrics": [{"scope": {"name": "shop"}, "metrics": [
        {"name": "orders", "unit": "{order}", "sum": {"aggregationTemporality": 1, "isMonotonic": true,
            "dataPoints": [{"asInt": "7", "timeUnixNano": "5", "attributes": [
                {"key": "country", "value": {"stringValue": "fr"}}]}]}},
        {"name": "load", "gauge": {"dataPoints": [{"asDouble": 0.5}]}},
        {"name": "duration", "histogram": {"aggregationTemporality": 2, "dataPoints": [
            {"count": "2", "sum": 3.5, "bucketCounts": ["1", "1"], "explicitBounds": [1]}]}}
    ]}]}]}"#;
    let head = HEAD
        .replace("traces", "metrics")
        .replace("x-protobuf", "json");
    assert_eq!(status(send(&sink, &head, json.as_bytes())), Some(200));
    let metrics = sink.wait_for_metrics(3, SOON);
    let kinds: Vec<_> = metrics
        .iter()
        .map(|one| (one.kind, one.temporality))
        .collect();
    let expected = [
        ("counter", "delta"),
        ("gauge", ""),
        ("histogram", "cumulative"),
    ];
    assert_eq!(kinds, expected);
    let orders = &metrics[0];
    assert_eq!((&*orders.unit, &*orders.scope_name), ("{order}", "shop"));
    let point = orders.point(&json!({"country": "fr"})).unwrap();
    assert_eq!((&point.value, point.unix_nano), (&json!(7), 5));
    assert_eq!(orders.point(&json!({})), None);
    assert_eq!(metrics[1].points[0].value, json!(0.5));
    let buckets = &metrics[2].points[0].value["buckets"];
    assert_eq!(*buckets, json!([1, 1]));
}

#[test]
#[should_panic(expected = "0 of 1 metrics came within 10ms: []")]
fn a_wait_for_metrics_in_vain_tells_what_came() {
    OtlpSink::start().wait_for_metrics(1, Duration::from_millis(10));
}

#[test]
#[should_panic(expected = "0 of 1 log records came within 10ms: []")]
fn a_wait_for_log_records_in_vain_tells_what_came() {
    OtlpSink::start().wait_for_logs(1, Duration::from_millis(10));
}

#[test]
fn a_wait_in_vain_tells_what_came() {
    let sink = OtlpSink::start();
    post(&sink, &["early"]);
    sink.answer_with(Answer::Status(500));
    post(&sink, &["refused"]);
    let wait = || sink.wait_for_spans(2, Duration::from_millis(10));
    let panic = catch_unwind(AssertUnwindSafe(wait)).unwrap_err();
    let message = panic.downcast_ref::<String>().unwrap();
    assert!(message.starts_with("1 of 2 spans came within 10ms:\nINTERNAL early"));
    assert!(message.ends_with(": 500 Internal Server Error"));
}

#[test]
#[should_panic(expected = "99 is not an HTTP status")]
fn an_answer_must_be_a_status() {
    OtlpSink::start().answer_with(Answer::Status(99));
}

#[test]
fn it_can_be_shared_between_threads() {
    fn assert_shared<T: Send + Sync + 'static>() {}
    assert_shared::<OtlpSink>();
}
