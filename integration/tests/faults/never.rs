//! A backend that takes connections and says nothing.

use crate::shop::{Dropped, PATIENCE, Shop};
use lumigo_opentelemetry::FlushError;
use lumigo_testing::{Answer, OtlpSink};
use std::time::Duration;

#[test]
fn a_post_without_an_answer_is_given_up_in_time_and_made_again() {
    let sink = OtlpSink::start();
    sink.answer_next([Answer::Never; 2]);
    let variables = [
        ("OTEL_BSP_SCHEDULE_DELAY", "3600000"),
        ("OTEL_BSP_EXPORT_TIMEOUT", "200"),
    ];
    let shop = Shop::open(&sink, &variables);
    shop.serve(10);
    shop.lumigo.force_flush(PATIENCE).unwrap();
    let stats = shop.settle(&sink, Dropped::default());
    assert_eq!((stats.sent, stats.retried), (10, 20));
}

/// With one answer outstanding for good, the other ways out stay open.
#[test]
fn one_post_without_an_answer_holds_up_no_other() {
    let sink = OtlpSink::start();
    sink.answer_next([Answer::Never]);
    let shop = Shop::open(&sink, &[]);
    shop.serve(1);
    sink.wait_for_requests(1, PATIENCE);
    shop.serve(10);
    sink.wait_for_spans(10, PATIENCE);
    let outcome = shop
        .lumigo
        .shutdown_with_timeout(Duration::from_millis(200));
    assert_eq!(outcome, Err(FlushError::TimedOut { waiting: 1 }));
    let stats = shop.stats();
    let abandoned = Dropped {
        abandoned: 1,
        ..Dropped::default()
    };
    assert_eq!((stats.sent, Dropped::of(&stats)), (10, abandoned));
}
