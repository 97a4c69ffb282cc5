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
        ("OTEL_BSP_EXPORT_TIMEOUT", "1000"),
    ];
    let shop = Shop::open(&sink, &variables);
    shop.serve(10);
    shop.lumigo.force_flush(PATIENCE).unwrap();
    let stats = shop.settle(&sink, Dropped::default());
    assert_eq!((stats.sent, stats.retried), (10, 20));
}

#[test]
fn one_post_without_an_answer_holds_up_no_flush_of_others() {
    let sink = OtlpSink::start();
    sink.answer_next([Answer::Never]);
    let shop = Shop::open(&sink, &[("OTEL_BSP_EXPORT_TIMEOUT", "3000")]);
    shop.serve(1);
    sink.wait_for_requests(1, PATIENCE);
    shop.serve(10);
    std::thread::scope(|scope| {
        let flush = scope.spawn(|| shop.lumigo.force_flush(PATIENCE));
        sink.wait_for_spans(10, PATIENCE);
        // They came before the first one was given up.
        assert_eq!(sink.tally().distinct, 10);
        assert_eq!(sink.requests()[0].status, None);
        assert_eq!(flush.join().unwrap(), Ok(()));
    });
    let stats = shop.settle(&sink, Dropped::default());
    assert_eq!((stats.sent, stats.retried), (11, 1));
}

#[test]
fn a_shutdown_does_not_wait_for_an_answer_beyond_its_time() {
    let sink = OtlpSink::start();
    sink.answer_next([Answer::Never]);
    let shop = Shop::open(&sink, &[]);
    shop.serve(1);
    sink.wait_for_requests(1, PATIENCE);
    shop.serve(10);
    std::thread::scope(|scope| {
        let end = scope.spawn(|| shop.lumigo.shutdown_with_timeout(Duration::from_secs(2)));
        sink.wait_for_spans(10, PATIENCE);
        assert_eq!(
            end.join().unwrap(),
            Err(FlushError::TimedOut { waiting: 1 })
        );
    });
    let stats = shop.stats();
    let abandoned = Dropped {
        abandoned: 1,
        ..Dropped::default()
    };
    assert_eq!((stats.sent, Dropped::of(&stats)), (10, abandoned));
}
