//! A backend that stays away, and a small buffer.

use crate::shop::{Dropped, PATIENCE, assert_adds_up, builder};
use integration::random::Random;
use lumigo_opentelemetry::Lumigo;
use lumigo_testing::{Answer, OtlpSink, RetryAfter};
use opentelemetry::KeyValue;
use opentelemetry::trace::{Span, SpanId, Tracer, TracerProvider};
use std::collections::HashSet;

const BOUND: u64 = 1 << 20;

/// A post or two may be on their way, or be compressed, and so not be displaced while one that is newer is:
/// as many spans as this.
const TWO_POSTS: usize = 500;

#[test]
fn the_newest_spans_survive_and_the_others_are_counted() {
    let later = Answer::ComeBack(503, RetryAfter::Seconds(3600));
    for away in [None, Some(later)] {
        let sink = OtlpSink::builder().with_counts_alone().start();
        let lumigo = builder(&sink.endpoint())
            .with_export_buffer_bytes(BOUND as usize)
            .build();
        let mut made = make(&lumigo, 1);
        lumigo.force_flush(PATIENCE).unwrap();
        match away {
            Some(answer) => {
                sink.answer_with(answer);
                made.extend(make(&lumigo, 1));
                sink.wait_for_requests(2, PATIENCE);
            }
            None => sink.refuse(),
        }
        made.extend(make(&lumigo, 10_000));
        let full = lumigo.stats();
        assert!(full.waiting > 2_000, "{away:?}: {full:?}");
        sink.answer_with(Answer::Accept);
        sink.come_back();
        // A flush would come back as late as the backend has asked for.
        let _ = lumigo.shutdown_with_timeout(PATIENCE);

        let stats = lumigo.stats();
        assert_adds_up(&stats);
        let displaced = made.len() as u64 - stats.sent;
        assert!(displaced > 5_000, "{away:?}: {stats:?}");
        let expected = Dropped {
            displaced,
            ..Dropped::default()
        };
        let found = (Dropped::of(&stats), stats.waiting);
        assert_eq!(found, (expected, 0), "{away:?}");
        let survivors: HashSet<_> = sink.span_ids().into_iter().collect();
        // The first one of all was sent before.
        let newest = &made[displaced as usize + 1..];
        let missing = newest.iter().filter(|id| !survivors.contains(id)).count();
        assert!(missing <= TWO_POSTS, "{away:?}: {missing}, {stats:?}");
    }
}

/// Makes so many spans; the counts add up, and the bound holds, after each of them.
#[track_caller]
fn make(lumigo: &Lumigo, count: usize) -> Vec<SpanId> {
    let tracer = lumigo.tracer_provider().tracer("test");
    let mut random = Random::new(count as u64);
    let make = |_| {
        let mut span = tracer.start("work");
        // What waits is compressed; this is not made much smaller.
        let text: String = (0..300).map(|_| letter(&mut random)).collect();
        span.set_attribute(KeyValue::new("text", text));
        span.end();
        let stats = lumigo.stats();
        assert_adds_up(&stats);
        assert!(stats.waiting_bytes <= BOUND, "{stats:?}");
        span.span_context().span_id()
    };
    (0..count).map(make).collect()
}

fn letter(random: &mut Random) -> char {
    char::from(b' ' + random.below(94) as u8)
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
