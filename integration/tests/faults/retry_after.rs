//! A backend that says when to come back.

use crate::shop::{Dropped, PATIENCE, Shop};
use lumigo_opentelemetry::FlushError;
use lumigo_testing::{Answer, OtlpSink, RetryAfter};
use std::time::{Duration, Instant, SystemTime};

fn answered(when: RetryAfter) -> Vec<Instant> {
    let sink = OtlpSink::start();
    sink.answer_next([Answer::ComeBack(429, when)]);
    let shop = Shop::open(&sink, &[]);
    shop.serve(1);
    sink.wait_for_spans(1, PATIENCE);
    shop.settle(&sink, Dropped::default());
    let requests = sink.requests();
    requests.iter().map(|request| request.arrived).collect()
}

#[test]
fn nobody_comes_back_before_the_seconds_are_over() {
    let arrivals = answered(RetryAfter::Seconds(1));
    assert_eq!(arrivals.len(), 2);
    assert!(arrivals[1] - arrivals[0] >= Duration::from_secs(1));
}

#[test]
fn nobody_comes_back_before_the_date() {
    let date = SystemTime::now() + Duration::from_secs(2);
    let begin = Instant::now();
    let arrivals = answered(RetryAfter::At(date));
    assert_eq!(arrivals.len(), 2);
    // The date has no fraction of a second.
    assert!(arrivals[1] - begin >= Duration::from_secs(1));
}

/// The second one would come at once if the time were not kept for those that come later.
#[test]
fn spans_that_are_made_meanwhile_wait_too() {
    let sink = OtlpSink::start();
    sink.answer_next([Answer::ComeBack(503, RetryAfter::Seconds(1))]);
    let shop = Shop::open(&sink, &[]);
    shop.serve(1);
    sink.wait_for_requests(1, PATIENCE);
    shop.serve(20);
    sink.wait_for_spans(21, PATIENCE);
    shop.settle(&sink, Dropped::default());
    let arrivals: Vec<_> = sink.requests().iter().map(|one| one.arrived).collect();
    assert!(arrivals[1] - arrivals[0] >= Duration::from_secs(1));
}

#[test]
fn what_is_no_time_is_as_if_nothing_had_been_said() {
    for text in [
        "soon",
        "-1",
        "",
        "1.5",
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "0",
    ] {
        let arrivals = answered(RetryAfter::Text(text));
        assert_eq!(arrivals.len(), 2, "{text}");
    }
}

#[test]
fn a_time_that_is_far_off_holds_up_neither_the_end_nor_the_host() {
    let year_9999 = RetryAfter::Text("Fri, 31 Dec 9999 23:59:59 GMT");
    let enormous = RetryAfter::Text("99999999999999999999999999");
    for when in [RetryAfter::Seconds(u64::MAX), year_9999, enormous] {
        let sink = OtlpSink::start();
        sink.answer_with(Answer::ComeBack(503, when));
        let shop = Shop::open(&sink, &[]);
        shop.serve(5);
        sink.wait_for_requests(1, PATIENCE);
        shop.serve(5);
        let timed_out = Err(FlushError::TimedOut { waiting: 10 });
        assert_eq!(
            shop.lumigo.force_flush(Duration::from_millis(50)),
            timed_out
        );
        let end = shop.lumigo.shutdown_with_timeout(Duration::from_millis(50));
        assert_eq!(end, timed_out, "{when:?}");
        shop.settle(
            &sink,
            Dropped {
                abandoned: 10,
                ..Dropped::default()
            },
        );
    }
}
