//! A backend that stays away, and a small buffer.

use crate::shop::{Dropped, PATIENCE, assert_adds_up, builder};
use lumigo_testing::{Answer, OtlpSink};
use opentelemetry::KeyValue;
use opentelemetry::trace::{Span, SpanId, Tracer, TracerProvider};
use std::collections::HashSet;

const BOUND: u64 = 1 << 20;

#[test]
fn the_newest_spans_survive_and_the_others_are_counted() {
    for away in ["refuses", "unavailable"] {
        let sink = OtlpSink::builder().with_counts_alone().start();
        match away {
            "refuses" => sink.refuse(),
            _ => sink.answer_with(Answer::Status(503)),
        }
        let lumigo = builder(&sink.endpoint())
            .with_export_buffer_bytes(BOUND as usize)
            .build();
        let tracer = lumigo.tracer_provider().tracer("test");
        let mut made: Vec<SpanId> = Vec::new();
        for number in 0..10_000 {
            let mut span = tracer.start("work");
            made.push(span.span_context().span_id());
            span.set_attribute(KeyValue::new("number", number));
            span.set_attribute(KeyValue::new("text", "x".repeat(300)));
            span.end();
            let stats = lumigo.stats();
            assert_adds_up(&stats);
            assert!(stats.waiting_bytes <= BOUND, "{away}: {stats:?}");
        }
        let full = lumigo.stats();
        assert!(full.waiting_bytes > BOUND / 2, "{away}: {full:?}");
        sink.answer_with(Answer::Accept);
        sink.come_back();
        let _ = lumigo.force_flush(PATIENCE);

        let stats = lumigo.stats();
        assert_adds_up(&stats);
        let displaced = made.len() as u64 - stats.sent;
        let expected = Dropped {
            displaced,
            ..Dropped::default()
        };
        assert_eq!(
            (Dropped::of(&stats), stats.waiting),
            (expected, 0),
            "{away}"
        );
        let survivors: HashSet<_> = sink.span_ids().into_iter().collect();
        let newest: HashSet<_> = made.split_off(displaced as usize).into_iter().collect();
        assert!(survivors == newest, "{away}: {stats:?}");
    }
}

#[test]
fn a_span_that_is_larger_than_the_buffer_is_counted_too() {
    let sink = OtlpSink::start();
    sink.refuse();
    let lumigo = builder(&sink.endpoint())
        .with_export_buffer_bytes(BOUND as usize)
        .with_variables([
            ("OTEL_BSP_SCHEDULE_DELAY", "5"),
            ("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "-1"),
        ])
        .build();
    let tracer = lumigo.tracer_provider().tracer("test");
    for size in [10, 3 << 20, 10] {
        let mut span = tracer.start("work");
        span.set_attribute(KeyValue::new("text", "x".repeat(size)));
        span.end();
        let stats = lumigo.stats();
        assert_adds_up(&stats);
        assert!(stats.waiting_bytes <= BOUND, "{stats:?}");
    }
    sink.come_back();
    let _ = lumigo.force_flush(PATIENCE);
    let stats = lumigo.stats();
    assert_adds_up(&stats);
    assert_eq!((stats.recorded, stats.waiting), (3, 0), "{stats:?}");
    assert_eq!(stats.dropped_by.displaced, stats.dropped, "{stats:?}");
    assert_eq!(sink.spans().len() as u64, stats.sent);
    assert!(stats.sent >= 1, "{stats:?}");
}
