//! What arrives at the backend, and what happens when it does not want it.

use crate::support::{PATIENCE, bodies, logging_to, make_spans, subscriber};
use integration::noise::noise;
use lumigo_opentelemetry::{FlushError, Lumigo};
use lumigo_testing::{Answer, OtlpSink, TestLog};
use std::time::Duration;

fn log(lumigo: &Lumigo, count: usize) {
    tracing::dispatcher::with_default(&subscriber(lumigo), || {
        (0..count).for_each(|number| tracing::info!(number, "logged"));
    });
}

#[test]
fn records_are_posted_as_protobuf_with_the_token() {
    let sink = OtlpSink::start();
    let lumigo = logging_to(&sink).with_token("t_0123456789").build();
    log(&lumigo, 2);
    lumigo.force_flush(PATIENCE).unwrap();
    let [request] = &sink.requests()[..] else {
        panic!("{:?}", sink.requests())
    };
    assert_eq!(
        (request.method.as_str(), request.path.as_str()),
        ("POST", "/v1/logs")
    );
    assert_eq!(
        request.header("authorization"),
        Some("LumigoToken t_0123456789")
    );
    assert_eq!(
        request.header("content-type"),
        Some("application/x-protobuf")
    );
    assert_eq!(sink.logs().len(), 2);
}

#[test]
fn spans_and_records_go_each_their_way() {
    let (spans, logs) = (OtlpSink::start(), OtlpSink::start());
    let lumigo = logging_to(&logs).with_endpoint(spans.endpoint()).build();
    log(&lumigo, 3);
    make_spans(&lumigo, 2);
    lumigo.force_flush(PATIENCE).unwrap();
    assert_eq!((spans.spans().len(), spans.logs().len()), (2, 0));
    assert_eq!((logs.spans().len(), logs.logs().len()), (0, 3));
    let (span_stats, log_stats) = (lumigo.stats(), lumigo.log_stats());
    assert_eq!((span_stats.recorded, span_stats.sent), (2, 2));
    assert_eq!(
        (log_stats.recorded, log_stats.sent, log_stats.waiting),
        (3, 3, 0)
    );
}

#[test]
fn none_is_lost_while_the_backend_is_down() {
    for answer in [
        Answer::Status(429),
        Answer::Status(500),
        Answer::Status(503),
        Answer::Reset,
    ] {
        let sink = OtlpSink::start();
        sink.answer_with(answer);
        let lumigo = logging_to(&sink).build();
        log(&lumigo, 100);
        let refused = lumigo.force_flush(Duration::from_millis(50));
        assert_eq!(
            refused,
            Err(FlushError::LogsTimedOut { waiting: 100 }),
            "{answer:?}"
        );
        log(&lumigo, 100);
        sink.answer_with(Answer::Accept);
        lumigo.force_flush(PATIENCE).unwrap();
        assert_eq!(sink.logs().len(), 200, "{answer:?}");
        let stats = lumigo.log_stats();
        assert_eq!(
            (stats.sent, stats.dropped, stats.waiting),
            (200, 0, 0),
            "{answer:?}"
        );
    }
}

#[test]
fn what_a_backend_refuses_is_dropped_and_counted() {
    for status in [400, 401, 404, 301] {
        let sink = OtlpSink::start();
        sink.answer_with(Answer::Status(status));
        let lumigo = logging_to(&sink).build();
        log(&lumigo, 3);
        let outcome = lumigo.force_flush(PATIENCE);
        assert_eq!(
            outcome,
            Err(FlushError::LogsDropped { records: 3 }),
            "{status}"
        );
        assert_eq!(lumigo.log_stats().dropped, 3, "{status}");
        assert_eq!(lumigo.stats().dropped, 0, "{status}");
        sink.answer_with(Answer::Accept);
        log(&lumigo, 1);
        lumigo.force_flush(PATIENCE).unwrap();
    }
}

#[test]
fn a_backend_that_stays_away_costs_a_bounded_buffer_and_the_oldest_records_only() {
    let sink = OtlpSink::start();
    sink.answer_with(Answer::Status(503));
    let no_limit = ("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", "-1");
    let lumigo = logging_to(&sink)
        .with_variable(no_limit.0, no_limit.1)
        .build();
    let text = noise(64 << 10);
    tracing::dispatcher::with_default(&subscriber(&lumigo), || {
        (0..600).for_each(|number| tracing::info!(number, "{text}"));
    });
    let stats = lumigo.log_stats();
    assert_eq!(stats.recorded, 600);
    assert!(stats.dropped > 100 && stats.waiting > 200, "{stats:?}");
    assert_eq!(stats.recorded, stats.dropped + stats.waiting, "{stats:?}");
    sink.answer_with(Answer::Accept);
    lumigo.force_flush(PATIENCE).unwrap();
    let logs = sink.logs();
    assert_eq!(logs.len() as u64, 600 - lumigo.log_stats().dropped);
    // Several posts are in flight at once.
    let has_last = |log: &TestLog| log.attribute("number") == Some(&599.into());
    assert!(logs.iter().any(has_last));
}

#[test]
fn records_leave_by_their_own_schedule() {
    let sink = OtlpSink::start();
    let lumigo = logging_to(&sink)
        .with_variable("OTEL_BLRP_SCHEDULE_DELAY", "1")
        .with_variable("OTEL_BSP_SCHEDULE_DELAY", "3600000")
        .build();
    make_spans(&lumigo, 1);
    for count in 1..3 {
        log(&lumigo, 1);
        sink.wait_for_logs(count, PATIENCE);
    }
    assert!(sink.spans().is_empty());
}

#[test]
fn more_than_a_batch_arrives_without_a_flush_and_each_post_in_order() {
    let sink = OtlpSink::start();
    let lumigo = logging_to(&sink).build();
    log(&lumigo, 8_000);
    sink.wait_for_logs(2_000, PATIENCE);
    lumigo.force_flush(PATIENCE).unwrap();
    let logs = sink.logs();
    let number = |log: &TestLog| log.attributes["number"].as_u64().unwrap();
    let mut numbers: Vec<_> = logs.iter().map(number).collect();
    // Several posts are in flight at once.
    let jumps = numbers.windows(2).filter(|pair| pair[1] != pair[0] + 1);
    assert!(jumps.count() < sink.requests().len());
    numbers.sort_unstable();
    assert_eq!(numbers, (0..8_000).collect::<Vec<_>>());
}

#[test]
fn threads_log_at_once_and_nothing_is_lost() {
    let sink = OtlpSink::start();
    let lumigo = logging_to(&sink).build();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| log(&lumigo, 500));
        }
    });
    lumigo.force_flush(PATIENCE).unwrap();
    assert_eq!(sink.logs().len(), 4_000);
    assert_eq!(bodies(&sink.logs()[..1]), ["logged"]);
}
