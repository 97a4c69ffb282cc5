//! `force_flush` inside and outside of runtimes, and how long it waits.

use crate::support::{NO_LIMIT, PATIENCE, exporting_to, make_spans};
use integration::noise::noise;
use lumigo_opentelemetry::{FlushError, Lumigo};
use lumigo_testing::{Answer, OtlpSink, SpanRecorder};
use opentelemetry::KeyValue;
use opentelemetry::trace::{Tracer, TracerProvider};
use std::time::Duration;

fn flushes_from_here() {
    let sink = OtlpSink::start();
    let lumigo = exporting_to(&sink).build();
    make_spans(&lumigo, "work", 1);
    lumigo.force_flush(PATIENCE).unwrap();
    assert_eq!(sink.spans().len(), 1);
    make_spans(&lumigo, "work", 1);
    lumigo.shutdown_with_timeout(PATIENCE).unwrap();
    assert_eq!(sink.spans().len(), 2);
}

#[test]
fn without_a_runtime() {
    flushes_from_here();
}

#[tokio::test(flavor = "current_thread")]
async fn inside_a_current_thread_runtime() {
    flushes_from_here();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn inside_a_multi_thread_runtime() {
    flushes_from_here();
    tokio::spawn(async { flushes_from_here() }).await.unwrap();
    tokio::task::spawn_blocking(flushes_from_here)
        .await
        .unwrap();
}

#[test]
fn a_backend_that_never_answers_is_not_waited_for_beyond_the_limit() {
    let sink = OtlpSink::start();
    sink.answer_with(Answer::Never);
    let lumigo = exporting_to(&sink).build();
    make_spans(&lumigo, "work", 3);
    let outcome = lumigo.force_flush(Duration::from_millis(100));
    assert_eq!(outcome, Err(FlushError::TimedOut { waiting: 3 }));
    assert_eq!(lumigo.stats().waiting, 3);
    let outcome = lumigo.shutdown_with_timeout(Duration::from_millis(100));
    assert_eq!(outcome, Err(FlushError::TimedOut { waiting: 3 }));
    let stats = lumigo.stats();
    assert_eq!((stats.recorded, stats.dropped, stats.waiting), (3, 3, 0));
}

#[test]
fn a_flush_with_nothing_to_do_is_done() {
    let sink = OtlpSink::start();
    let lumigo = exporting_to(&sink).build();
    assert_eq!(lumigo.force_flush(Duration::ZERO), Ok(()));
    assert!(sink.requests().is_empty());
}

#[test]
fn several_threads_flush_at_once() {
    let sink = OtlpSink::start();
    let lumigo = exporting_to(&sink).build();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                make_spans(&lumigo, "work", 50);
                lumigo.force_flush(PATIENCE).unwrap();
            });
        }
    });
    assert_eq!(sink.spans().len(), 400);
}

#[test]
fn no_time_is_too_long() {
    let sink = OtlpSink::start();
    let variables = [("OTEL_BSP_SCHEDULE_DELAY", "18446744073709551615")];
    let lumigo = exporting_to(&sink)
        .with_variables(variables)
        .with_span_processor(SpanRecorder::new())
        .build();
    make_spans(&lumigo, "work", 1);
    lumigo.force_flush(Duration::MAX).unwrap();
    make_spans(&lumigo, "work", 1);
    lumigo.shutdown_with_timeout(Duration::MAX).unwrap();
    assert_eq!(sink.spans().len(), 2);
}

#[test]
fn spans_leave_by_schedule_without_a_flush() {
    let sink = OtlpSink::start();
    let lumigo = exporting_to(&sink)
        .with_variables([("OTEL_BSP_SCHEDULE_DELAY", "1")])
        .build();
    make_spans(&lumigo, "work", 1);
    sink.wait_for_spans(1, PATIENCE);
    make_spans(&lumigo, "work", 1);
    sink.wait_for_spans(2, PATIENCE);
}

/// A host that flushes while its backend is away must not keep more than one that does not.
#[test]
fn flushes_do_not_lift_the_bound() {
    let sink = OtlpSink::start();
    sink.answer_with(Answer::Status(503));
    let lumigo = exporting_to(&sink)
        .with_variable(NO_LIMIT.0, NO_LIMIT.1)
        .build();
    for _ in 0..600 {
        make_large_span(&lumigo);
        let _ = lumigo.force_flush(Duration::ZERO);
    }
    let stats = lumigo.stats();
    assert!(stats.dropped > 100 && stats.waiting > 200, "{stats:?}");
    assert_eq!(stats.recorded, stats.dropped + stats.waiting, "{stats:?}");
    let _ = lumigo.shutdown_with_timeout(Duration::ZERO);
}

#[test]
fn a_flush_waits_for_its_own_spans_and_for_no_others() {
    let sink = OtlpSink::start();
    sink.answer_with(Answer::After(Duration::from_secs(1)));
    let lumigo = exporting_to(&sink)
        .with_variable(NO_LIMIT.0, NO_LIMIT.1)
        .build();
    make_spans(&lumigo, "work", 5);
    std::thread::scope(|scope| {
        let flush = scope.spawn(|| lumigo.force_flush(PATIENCE));
        sink.wait_for_requests(1, PATIENCE);
        // Later spans are dropped while the first are on their way.
        (0..400).for_each(|_| make_large_span(&lumigo));
        assert!(lumigo.stats().dropped > 100);
        assert_eq!(flush.join().unwrap(), Ok(()));
        assert!(lumigo.stats().waiting > 0);
    });
    let spans = sink.spans();
    assert_eq!(spans.iter().filter(|span| span.name == "work").count(), 5);
    let _ = lumigo.shutdown_with_timeout(Duration::ZERO);
}

#[test]
fn a_flush_keeps_trying() {
    let sink = OtlpSink::start();
    sink.answer_with(Answer::Status(503));
    let lumigo = exporting_to(&sink).build();
    make_spans(&lumigo, "work", 1);
    std::thread::scope(|scope| {
        let flush = scope.spawn(|| lumigo.force_flush(PATIENCE));
        // With the pauses of an export that nobody waits for, this would take longer than the flush.
        sink.wait_for_requests(9, PATIENCE);
        sink.answer_with(Answer::Accept);
        assert_eq!(flush.join().unwrap(), Ok(()));
    });
}

fn make_large_span(lumigo: &Lumigo) {
    let tracer = lumigo.tracer_provider().tracer("test");
    let attributes = [KeyValue::new("64 KiB", noise(64 << 10))];
    drop(
        tracer
            .span_builder("large")
            .with_attributes(attributes)
            .start(&tracer),
    );
}
