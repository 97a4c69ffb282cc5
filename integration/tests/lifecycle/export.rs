//! What arrives at the backend, and what happens when it does not want it.

use crate::support::{NO_LIMIT, PATIENCE, exporting_to, make_spans};
use integration::noise::noise;
use lumigo_opentelemetry::FlushError;
use lumigo_testing::{Answer, OtlpSink};
use opentelemetry::KeyValue;
use opentelemetry::trace::{Tracer, TracerProvider};
use std::collections::BTreeSet;

#[test]
fn spans_are_posted_as_protobuf_with_the_token() {
    let sink = OtlpSink::start();
    let lumigo = exporting_to(&sink).with_token("t_0123456789").build();
    make_spans(&lumigo, "work", 1);
    lumigo.force_flush(PATIENCE).unwrap();
    let [request] = &sink.requests()[..] else {
        panic!("{:?}", sink.requests())
    };
    assert_eq!(
        (request.method.as_str(), request.path.as_str()),
        ("POST", "/v1/traces")
    );
    assert_eq!(
        request.header("authorization"),
        Some("LumigoToken t_0123456789")
    );
    assert_eq!(
        request.header("content-type"),
        Some("application/x-protobuf")
    );
    let user_agent = concat!("lumigo-opentelemetry-rust/", env!("CARGO_PKG_VERSION"));
    assert_eq!(request.header("user-agent"), Some(user_agent));
    let [span] = &sink.spans()[..] else {
        panic!("{:?}", sink.spans())
    };
    assert_eq!(
        (span.name.as_str(), span.scope_name.as_str()),
        ("work", "test")
    );
}

#[test]
fn one_connection_carries_many_posts() {
    let sink = OtlpSink::start();
    let lumigo = exporting_to(&sink).build();
    for _ in 0..3 {
        make_spans(&lumigo, "work", 1);
        lumigo.force_flush(PATIENCE).unwrap();
    }
    assert_eq!(sink.requests().len(), 3);
    assert_eq!(lumigo.stats().sent, 3);
}

#[test]
fn more_than_a_batch_arrives_without_a_flush() {
    let sink = OtlpSink::start();
    let lumigo = exporting_to(&sink).build();
    // About 1 MiB; the schedule alone would keep the last part for 5 seconds.
    make_spans(
        &lumigo,
        "a name of about sixty bytes, so that a batch is soon full....",
        8_000,
    );
    sink.wait_for_spans(4_000, PATIENCE);
    lumigo.force_flush(PATIENCE).unwrap();
    assert_eq!(sink.spans().len(), 8_000);
    let stats = lumigo.stats();
    assert_eq!(
        (stats.recorded, stats.sent, stats.dropped, stats.waiting),
        (8_000, 8_000, 0, 0)
    );
}

#[test]
fn what_a_backend_cannot_take_now_is_sent_again() {
    for answer in [
        Answer::Status(429),
        Answer::Status(500),
        Answer::Status(502),
        Answer::Status(503),
        Answer::Status(504),
        Answer::Reset,
    ] {
        let sink = OtlpSink::start();
        let name = format!("{answer:?}");
        sink.answer_with(answer);
        let lumigo = exporting_to(&sink).build();
        make_spans(&lumigo, "work", 2);
        let refused = lumigo.force_flush(std::time::Duration::from_millis(50));
        assert_eq!(refused, Err(FlushError::TimedOut { waiting: 2 }), "{name}");
        sink.answer_with(Answer::Accept);
        lumigo.force_flush(PATIENCE).unwrap();
        assert_eq!(sink.spans().len(), 2, "{name}");
        assert_eq!(
            (lumigo.stats().sent, lumigo.stats().dropped),
            (2, 0),
            "{name}"
        );
    }
}

#[test]
fn what_a_backend_refuses_is_dropped_and_counted() {
    for status in [400, 401, 403, 404, 413, 301] {
        let sink = OtlpSink::start();
        sink.answer_with(Answer::Status(status));
        let lumigo = exporting_to(&sink).build();
        make_spans(&lumigo, "work", 3);
        let outcome = lumigo.force_flush(PATIENCE);
        assert_eq!(outcome, Err(FlushError::Dropped { spans: 3 }), "{status}");
        assert_eq!(sink.requests().len(), 1, "{status}");
        let stats = lumigo.stats();
        assert_eq!(
            (stats.recorded, stats.sent, stats.dropped, stats.waiting),
            (3, 0, 3, 0)
        );
        // What comes later is tried again.
        sink.answer_with(Answer::Accept);
        make_spans(&lumigo, "work", 1);
        lumigo.force_flush(PATIENCE).unwrap();
    }
}

#[test]
fn the_token_is_not_sent_to_where_a_backend_redirects() {
    use std::io::{Read, Write};
    let elsewhere = OtlpSink::start();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}/v1/traces", listener.local_addr().unwrap());
    let location = elsewhere.endpoint();
    let redirecting = std::thread::spawn(move || {
        let (mut connection, _) = listener.accept().unwrap();
        let _ = connection.read(&mut [0; 4096]).unwrap();
        let answer =
            format!("HTTP/1.1 302 Found\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n");
        connection.write_all(answer.as_bytes()).unwrap();
    });
    let lumigo = exporting_to(&elsewhere).with_endpoint(endpoint).build();
    make_spans(&lumigo, "work", 1);
    assert_eq!(
        lumigo.force_flush(PATIENCE),
        Err(FlushError::Dropped { spans: 1 })
    );
    redirecting.join().unwrap();
    assert!(elsewhere.requests().is_empty());
}

#[test]
fn a_backend_that_stays_away_costs_a_bounded_buffer_and_the_oldest_spans_only() {
    let sink = OtlpSink::start();
    sink.answer_with(Answer::Status(503));
    let lumigo = exporting_to(&sink)
        .with_variable(NO_LIMIT.0, NO_LIMIT.1)
        .build();
    let tracer = lumigo.tracer_provider().tracer("test");
    let (count, noise) = (40 << 4, noise(64 << 10));
    for number in 0..count {
        let attributes = [
            KeyValue::new("64 KiB", noise.clone()),
            KeyValue::new("n", number),
        ];
        drop(
            tracer
                .span_builder("work")
                .with_attributes(attributes)
                .start(&tracer),
        );
    }
    let stats = lumigo.stats();
    assert_eq!(stats.recorded, stats.dropped + stats.waiting, "{stats:?}");
    assert_eq!(stats.dropped, stats.dropped_by.displaced, "{stats:?}");
    assert!(stats.waiting_bytes <= 16 << 20, "{stats:?}");
    // A batch goes at a time, which has a dozen of them.
    assert!(stats.dropped > 40 && stats.waiting > 230, "{stats:?}");
    sink.answer_with(Answer::Accept);
    lumigo.force_flush(PATIENCE).unwrap();
    // Several posts are in flight at once.
    let numbers: BTreeSet<_> = sink
        .spans()
        .iter()
        .map(|span| span.attributes["n"].as_i64().unwrap())
        .collect();
    assert_eq!(numbers.last(), Some(&(count - 1)));
    assert_eq!(lumigo.stats().sent, numbers.len() as u64);
    assert_eq!(lumigo.stats().waiting, 0);
}
