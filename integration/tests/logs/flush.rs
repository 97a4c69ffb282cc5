//! Flushing and ending: log records take part, within the same time.

use crate::support::{PATIENCE, bodies, logging_to, make_spans, subscriber};
use lumigo_opentelemetry::FlushError;
use lumigo_testing::{Answer, OtlpSink};
use std::time::Duration;

const SOON: Duration = Duration::from_millis(200);

#[test]
fn a_shutdown_sends_what_waits_and_takes_nothing_more() {
    let sink = OtlpSink::start();
    let lumigo = logging_to(&sink).build();
    tracing::dispatcher::with_default(&subscriber(&lumigo), || {
        tracing::info!("before");
        lumigo.shutdown();
        tracing::info!("after");
    });
    assert_eq!(bodies(&sink.logs()), ["before"]);
    assert_eq!(lumigo.log_stats().recorded, 1);
}

#[test]
fn dropping_the_last_handle_sends_what_waits() {
    let sink = OtlpSink::start();
    let lumigo = logging_to(&sink).build();
    let subscriber = subscriber(&lumigo);
    tracing::dispatcher::with_default(&subscriber, || {
        tracing::info!("before");
        drop(lumigo);
        tracing::info!("after");
    });
    assert_eq!(bodies(&sink.logs()), ["before"]);
}

#[test]
fn spans_that_cannot_leave_do_not_keep_log_records_and_the_other_way_round() {
    for is_span in [true, false] {
        let (stuck, working) = (OtlpSink::start(), OtlpSink::start());
        stuck.answer_with(Answer::Never);
        let (spans, logs) = if is_span {
            (&stuck, &working)
        } else {
            (&working, &stuck)
        };
        for ends in [false, true] {
            let lumigo = logging_to(logs).with_endpoint(spans.endpoint()).build();
            tracing::dispatcher::with_default(&subscriber(&lumigo), || tracing::info!("logged"));
            make_spans(&lumigo, 1);
            let wait = Duration::from_secs(1);
            let outcome = if ends {
                lumigo.shutdown_with_timeout(wait)
            } else {
                lumigo.force_flush(wait)
            };
            let waiting = if is_span {
                FlushError::TimedOut { waiting: 1 }
            } else {
                FlushError::LogsTimedOut { waiting: 1 }
            };
            assert_eq!(outcome, Err(waiting));
            if is_span {
                working.wait_for_logs(1, Duration::ZERO);
                assert_eq!(lumigo.log_stats().sent, 1);
            } else {
                working.wait_for_spans(1, Duration::ZERO);
                assert_eq!(lumigo.stats().sent, 1);
            }
            stuck.answer_with(Answer::Never);
            let _ = lumigo.shutdown_with_timeout(Duration::ZERO);
        }
    }
}

#[test]
fn what_is_not_accepted_at_the_end_is_dropped_and_counted() {
    let sink = OtlpSink::start();
    sink.answer_with(Answer::Never);
    let lumigo = logging_to(&sink).build();
    tracing::dispatcher::with_default(&subscriber(&lumigo), || tracing::info!("logged"));
    let timed_out = Err(FlushError::LogsTimedOut { waiting: 1 });
    assert_eq!(lumigo.shutdown_with_timeout(SOON), timed_out);
    let stats = lumigo.log_stats();
    assert_eq!((stats.recorded, stats.dropped, stats.waiting), (1, 1, 0));
    assert_eq!(
        lumigo.shutdown_with_timeout(PATIENCE),
        timed_out,
        "the outcome of the first"
    );
}

#[test]
fn the_provider_ends_and_flushes_the_same_records() {
    let sink = OtlpSink::start();
    let lumigo = logging_to(&sink).build();
    tracing::dispatcher::with_default(&subscriber(&lumigo), || {
        tracing::info!("flushed");
        lumigo.logger_provider().force_flush().unwrap();
        assert_eq!(bodies(&sink.logs()), ["flushed"]);
        tracing::info!("at the end");
        lumigo.logger_provider().shutdown().unwrap();
        tracing::info!("after");
    });
    assert_eq!(bodies(&sink.logs()), ["flushed", "at the end"]);
    make_spans(&lumigo, 1);
    lumigo.shutdown_with_timeout(PATIENCE).unwrap();
    assert_eq!(sink.spans().len(), 1, "spans have a provider of their own");
}

#[test]
fn a_flush_with_nothing_to_do_is_done() {
    let sink = OtlpSink::start();
    let lumigo = logging_to(&sink).build();
    assert_eq!(lumigo.force_flush(Duration::ZERO), Ok(()));
    assert!(sink.requests().is_empty());
}
