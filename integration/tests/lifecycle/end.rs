//! Shutting down, dropping, and what comes after.

use crate::support::{PATIENCE, exporting_to, make_spans, with};
use lumigo_opentelemetry::FlushError;
use lumigo_testing::{Answer, OtlpSink};
use opentelemetry::trace::{Span, Tracer, TracerProvider};
use std::time::Duration;

#[test]
fn dropping_the_last_handle_flushes() {
    let sink = OtlpSink::start();
    let lumigo = exporting_to(&sink).build();
    let clone = lumigo.clone();
    make_spans(&lumigo, "work", 1);
    drop(lumigo);
    assert!(sink.requests().is_empty(), "a clone is left");
    drop(clone);
    assert_eq!(sink.spans().len(), 1);
}

#[test]
fn spans_that_end_after_a_shutdown_are_nobodys() {
    let sink = OtlpSink::start();
    let lumigo = exporting_to(&sink).build();
    let mut late = lumigo.tracer_provider().tracer("test").start("late");
    lumigo.shutdown();
    late.end();
    make_spans(&lumigo, "later", 1);
    assert_eq!(lumigo.force_flush(PATIENCE), Ok(()));
    assert!(sink.requests().is_empty());
    assert_eq!(lumigo.stats().recorded, 0);
}

#[test]
fn a_second_shutdown_has_nothing_to_do() {
    let sink = OtlpSink::start();
    let lumigo = exporting_to(&sink).build();
    make_spans(&lumigo, "work", 1);
    assert_eq!(lumigo.shutdown_with_timeout(PATIENCE), Ok(()));
    assert_eq!(lumigo.shutdown_with_timeout(Duration::ZERO), Ok(()));
    assert_eq!(sink.requests().len(), 1);
}

#[test]
fn a_second_shutdown_waits_for_the_first() {
    let sink = OtlpSink::start();
    sink.answer_with(Answer::After(Duration::from_secs(1)));
    let lumigo = exporting_to(&sink).build();
    make_spans(&lumigo, "work", 1);
    std::thread::scope(|scope| {
        let first = scope.spawn(|| lumigo.shutdown_with_timeout(PATIENCE));
        sink.wait_for_requests(1, PATIENCE);
        assert_eq!(lumigo.shutdown_with_timeout(Duration::ZERO), Ok(()));
        assert_eq!(sink.spans().len(), 1);
        assert_eq!(first.join().unwrap(), Ok(()));
    });
}

#[test]
fn every_shutdown_tells_what_was_lost() {
    let endpoint = OtlpSink::start().endpoint();
    let lumigo = with(&[]).with_token("t").with_endpoint(endpoint).build();
    make_spans(&lumigo, "work", 2);
    let lost = Err(FlushError::TimedOut { waiting: 2 });
    assert_eq!(
        lumigo.shutdown_with_timeout(Duration::from_millis(50)),
        lost
    );
    assert_eq!(lumigo.shutdown_with_timeout(PATIENCE), lost);
}

#[test]
fn shutting_the_provider_down_flushes_too() {
    let sink = OtlpSink::start();
    let lumigo = exporting_to(&sink).build();
    make_spans(&lumigo, "work", 1);
    lumigo.tracer_provider().shutdown().unwrap();
    assert_eq!(sink.spans().len(), 1);
    assert_eq!(lumigo.shutdown_with_timeout(Duration::ZERO), Ok(()));
}

#[test]
fn a_flush_of_the_provider_reaches_the_backend() {
    let sink = OtlpSink::start();
    let lumigo = exporting_to(&sink).build();
    make_spans(&lumigo, "work", 1);
    lumigo.tracer_provider().force_flush().unwrap();
    assert_eq!(sink.spans().len(), 1);
}

#[test]
fn what_is_switched_off_starts_nothing_and_ends_at_once() {
    let lumigo = with(&[("LUMIGO_SWITCH_OFF", "true"), ("LUMIGO_TRACER_TOKEN", "t")]).build();
    let span = lumigo.tracer_provider().tracer("test").start("work");
    assert!(!span.is_recording());
    assert_eq!(lumigo.force_flush(Duration::ZERO), Ok(()));
    assert_eq!(lumigo.shutdown_with_timeout(Duration::ZERO), Ok(()));
}
