//! A backend that is slow or away: how much is kept, and what goes on meanwhile.

use crate::support::{PATIENCE, exporting_to, make_spans};
use lumigo_opentelemetry::FlushError;
use lumigo_testing::{Answer, OtlpSink};
use std::time::{Duration, Instant};

#[test]
fn a_post_that_is_never_answered_holds_up_no_other() {
    let sink = OtlpSink::start();
    sink.answer_with(Answer::Never);
    let lumigo = exporting_to(&sink)
        .with_variable("OTEL_EXPORTER_OTLP_TIMEOUT", "3600000")
        .build();
    make_spans(&lumigo, "held up", 1);
    assert!(lumigo.force_flush(Duration::ZERO).is_err());
    sink.wait_for_requests(1, PATIENCE);
    sink.answer_with(Answer::Accept);
    make_spans(&lumigo, "not", 2);
    std::thread::scope(|scope| {
        let flush = scope.spawn(|| lumigo.force_flush(Duration::from_millis(500)));
        sink.wait_for_spans(2, PATIENCE);
        let outcome = flush.join().unwrap();
        assert_eq!(outcome, Err(FlushError::TimedOut { waiting: 1 }));
    });
    let _ = lumigo.shutdown_with_timeout(Duration::ZERO);
    let stats = lumigo.stats();
    assert_eq!((stats.sent, stats.dropped_by.abandoned), (2, 1));
}

#[test]
fn no_more_posts_are_in_flight_than_allowed() {
    let sink = OtlpSink::start();
    sink.answer_with(Answer::Never);
    let lumigo = exporting_to(&sink)
        .with_variable("OTEL_BSP_MAX_CONCURRENT_EXPORTS", "3")
        .with_variable("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "1")
        .build();
    make_spans(&lumigo, "work", 20);
    sink.wait_for_requests(3, PATIENCE);
    assert!(lumigo.force_flush(Duration::from_millis(100)).is_err());
    assert_eq!(sink.requests().len(), 3);
    let _ = lumigo.shutdown_with_timeout(Duration::ZERO);
    let stats = lumigo.stats();
    assert_eq!((stats.dropped_by.abandoned, stats.waiting_bytes), (20, 0));
}

#[test]
fn while_a_backend_is_away_the_buffer_holds_more_than_its_size() {
    const BUFFER: usize = 1 << 20;
    let sink = OtlpSink::start();
    sink.answer_with(Answer::Status(503));
    let lumigo = exporting_to(&sink).with_export_buffer_bytes(BUFFER).build();
    let name = "a name of about sixty bytes, so that a batch is soon full....";
    let mut made = 0;
    let limit = Instant::now() + PATIENCE;
    // About 1.8 MiB.
    while made < 15_000 {
        make_spans(&lumigo, name, 100);
        made += 100;
        // Nobody makes them faster than they are compressed.
        while lumigo.stats().waiting_bytes > (BUFFER * 3 / 4) as u64 {
            assert!(Instant::now() < limit, "{:?}", lumigo.stats());
            std::thread::yield_now();
        }
    }
    let stats = lumigo.stats();
    assert_eq!((stats.waiting, stats.dropped), (made as u64, 0));
    sink.answer_with(Answer::Accept);
    lumigo.force_flush(PATIENCE).unwrap();
    let stats = lumigo.stats();
    assert_eq!((stats.sent, stats.waiting_bytes), (made as u64, 0));
    assert_eq!(sink.spans().len(), made);
}
