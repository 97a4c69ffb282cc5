//! `OTEL_BSP_*`: how spans are put together, and how many wait.

use crate::support::{PATIENCE, make_spans, with};
use lumigo_testing::{Answer, OtlpSink};

#[test]
fn a_batch_has_no_more_spans_than_allowed_and_is_posted_when_it_is_full() {
    let sink = OtlpSink::start();
    let endpoint = sink.endpoint();
    let lumigo = with(&[
        ("LUMIGO_TRACER_TOKEN", "t_test"),
        ("LUMIGO_ENDPOINT", &endpoint),
        ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "3"),
        ("OTEL_BSP_SCHEDULE_DELAY", "3600000"),
    ])
    .build();
    make_spans(&lumigo, "work", 7);
    sink.wait_for_spans(6, PATIENCE);
    lumigo.force_flush(PATIENCE).unwrap();
    assert_eq!((sink.spans().len(), sink.requests().len()), (7, 3));
}

#[test]
fn no_more_spans_wait_than_allowed_and_the_oldest_go() {
    let sink = OtlpSink::start();
    sink.answer_with(Answer::Status(503));
    let endpoint = sink.endpoint();
    let lumigo = with(&[
        ("LUMIGO_TRACER_TOKEN", "t_test"),
        ("LUMIGO_ENDPOINT", &endpoint),
        ("OTEL_BSP_MAX_QUEUE_SIZE", "10"),
        ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "5"),
        ("OTEL_BSP_MAX_CONCURRENT_EXPORTS", "1"),
        ("OTEL_BSP_SCHEDULE_DELAY", "3600000"),
    ])
    .build();
    make_spans(&lumigo, "work", 100);
    let stats = lumigo.stats();
    assert_eq!(stats.recorded, 100);
    // Besides those that wait, one batch is being posted.
    assert!((10..=15).contains(&stats.waiting), "{stats:?}");
    assert_eq!(stats.dropped_by.displaced, 100 - stats.waiting);
    sink.answer_with(Answer::Accept);
    let _ = lumigo.force_flush(PATIENCE);
    // Had that batch come back, it would have been more than allowed.
    let stats = lumigo.stats();
    assert!((10..=15).contains(&stats.sent), "{stats:?}");
    assert_eq!(stats.dropped, 100 - stats.sent);
}
