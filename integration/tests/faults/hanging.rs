//! One connection on which nothing comes back, and a backend that takes everything else.

use crate::shop::{Dropped, PATIENCE, Shop};
use lumigo_opentelemetry::FlushError;
use lumigo_testing::{Answer, OtlpSink};
use std::time::Duration;

/// Nobody waits for the post that hangs to end.
const VARIABLES: [(&str, &str); 2] = [
    ("OTEL_BSP_SCHEDULE_DELAY", "5"),
    ("OTEL_EXPORTER_OTLP_TIMEOUT", "3600000"),
];

#[test]
fn a_post_that_hangs_holds_up_no_other() {
    for hanging in [1, 3, 7] {
        let sink = OtlpSink::start();
        sink.answer_next(vec![Answer::Never; hanging]);
        let shop = Shop::open(&sink, &VARIABLES);
        for number in 1..=hanging {
            shop.serve(1);
            sink.wait_for_requests(number, PATIENCE);
        }
        for number in 1..=5 {
            shop.serve(1);
            sink.wait_for_spans(number, PATIENCE);
        }
        let stats = shop.stats();
        assert_eq!((stats.retried, stats.dropped), (0, 0), "{stats:?}");
        // What hangs is given up.
        let _ = shop.lumigo.shutdown_with_timeout(Duration::ZERO);
    }
}

/// It fails once; then a post finds out whether it is back, and hangs.
fn away_and_hanging() -> (OtlpSink, Shop) {
    let sink = OtlpSink::start();
    sink.answer_next([Answer::Status(503), Answer::Never]);
    let shop = Shop::open(&sink, &VARIABLES);
    shop.serve(1);
    sink.wait_for_requests(2, PATIENCE);
    shop.serve(10);
    (sink, shop)
}

#[test]
fn a_post_that_hangs_keeps_no_other_from_finding_out_that_the_backend_is_back() {
    let (sink, shop) = away_and_hanging();
    sink.wait_for_spans(10, PATIENCE);
    let _ = shop.lumigo.shutdown_with_timeout(Duration::ZERO);
}

#[test]
fn a_post_that_hangs_does_not_take_all_else_with_it_at_the_end() {
    let (sink, shop) = away_and_hanging();
    let outcome = shop.lumigo.shutdown_with_timeout(Duration::from_secs(5));
    assert_eq!(outcome, Err(FlushError::TimedOut { waiting: 1 }));
    let stats = shop.stats();
    let abandoned = Dropped {
        abandoned: 1,
        ..Dropped::default()
    };
    assert_eq!((Dropped::of(&stats), stats.sent), (abandoned, 10));
    assert_eq!(sink.spans().len(), 10);
}
