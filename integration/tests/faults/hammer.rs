//! All faults in turn, under load, with somebody who looks at the counts all the while.

use crate::shop::{Dropped, PATIENCE, assert_adds_up, builder};
use integration::random::Random;
use lumigo_opentelemetry::{Lumigo, Stats};
use lumigo_testing::{Answer, Lost, OtlpSink, RetryAfter};
use opentelemetry::KeyValue;
use opentelemetry::trace::{Span, Tracer, TracerProvider};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

const THREADS: u64 = 8;
const SPANS_EACH: u64 = 4_000;
const FAULTS: usize = 200;

#[test]
fn under_changing_faults_every_span_is_counted_in_one_place() {
    for (seed, bound) in [(1, 16 << 20), (2, 16 << 20), (3, 64 << 10)] {
        let sink = OtlpSink::builder().with_counts_alone().start();
        let lumigo = builder(&sink.endpoint())
            .with_export_buffer_bytes(bound)
            .with_variables([
                ("OTEL_BSP_SCHEDULE_DELAY", "5"),
                ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "100"),
                ("OTEL_BSP_EXPORT_TIMEOUT", "3000"),
            ])
            .build();
        let mut random = Random::new(seed);
        sink.answer_next((0..FAULTS).map(|_| answer(&mut random)));
        let is_over = AtomicBool::new(false);
        thread::scope(|scope| {
            let watching = scope.spawn(|| watch(&lumigo, bound as u64, &is_over));
            let makers: Vec<_> = (0..THREADS)
                .map(|_| scope.spawn(|| make(&lumigo)))
                .collect();
            for _ in 0..3 {
                thread::sleep(Duration::from_millis(random.below(100)));
                sink.refuse();
                thread::sleep(Duration::from_millis(random.below(100)));
                sink.come_back();
            }
            makers.into_iter().for_each(|maker| maker.join().unwrap());
            let _ = lumigo.shutdown_with_timeout(PATIENCE);
            is_over.store(true, SeqCst);
            watching.join().unwrap();
        });
        check(&lumigo.stats(), &sink, &format!("seed {seed}"));
    }
}

/// Without a doubt whether the client has it: no half a body after a success.
fn answer(random: &mut Random) -> Answer {
    let delay = Duration::from_millis(random.below(50));
    let rejected = random.below(100) as usize;
    random.choose(&[
        (60, Answer::Accept),
        (30, Answer::After(delay)),
        (10, Answer::Status(503)),
        (10, Answer::Status(500)),
        (10, Answer::Status(400)),
        (5, Answer::Status(401)),
        (10, Answer::ComeBack(429, RetryAfter::Seconds(0))),
        (
            10,
            Answer::Partial {
                rejected,
                message: "too much",
            },
        ),
        (10, Answer::Reset),
        (10, Answer::ResetRequest),
        (10, Answer::Garbage),
        (10, Answer::Lost(Lost::Whole)),
        (10, Answer::Lost(Lost::InHead)),
        (1, Answer::Never),
    ])
}

fn make(lumigo: &Lumigo) {
    let tracer = lumigo.tracer_provider().tracer("test");
    for number in 0..SPANS_EACH {
        let mut span = tracer.start("work");
        span.set_attribute(KeyValue::new("text", "x".repeat(number as usize % 500)));
        span.end();
        if number % 50 == 0 {
            thread::sleep(Duration::from_millis(10));
        }
    }
}

/// The counts add up at every moment, and none but those of what waits ever falls.
fn watch(lumigo: &Lumigo, bound: u64, is_over: &AtomicBool) {
    let mut before = lumigo.stats();
    while !is_over.load(SeqCst) {
        let stats = lumigo.stats();
        assert_adds_up(&stats);
        assert!(stats.waiting_bytes <= bound, "{stats:?}");
        let grows = stats.recorded >= before.recorded
            && stats.sent >= before.sent
            && stats.dropped >= before.dropped
            && stats.retried >= before.retried;
        assert!(grows, "{before:?}\n{stats:?}");
        before = stats;
        thread::yield_now();
    }
}

#[track_caller]
fn check(stats: &Stats, sink: &OtlpSink, case: &str) {
    assert_adds_up(stats);
    assert_eq!(
        (stats.recorded, stats.waiting),
        (THREADS * SPANS_EACH, 0),
        "{case}"
    );
    let tally = sink.tally();
    // What the sink took beyond that had answers that were lost.
    assert_eq!(stats.sent, tally.told as u64, "{case}: {stats:?} {tally:?}");
    assert_eq!(tally.needless, 0, "{case}: {stats:?} {tally:?}");
    let dropped = Dropped::of(stats);
    let allowed = Dropped {
        expired: 0,
        abandoned: 0,
        ..dropped
    };
    assert_eq!(dropped, allowed, "{case}");
    let untold = (tally.distinct - tally.told) as u64;
    assert!(untold <= stats.dropped, "{case}: {stats:?} {tally:?}");
    // In a small buffer, what is to be posted again goes first.
    let is_retried = stats.retried > 0 || dropped.displaced > 0;
    let is_busy = stats.sent > 0 && is_retried && dropped.refused > 0;
    assert!(is_busy, "{case}: {stats:?}");
}
