//! Statuses that pass.

use crate::shop::{Dropped, PATIENCE, Shop};
use lumigo_testing::{Answer, OtlpSink};

#[test]
fn what_a_backend_cannot_take_now_is_posted_again() {
    for status in [429, 500, 502, 503, 504] {
        let sink = OtlpSink::start();
        sink.answer_next([Answer::Status(status); 3]);
        let shop = Shop::open(&sink, &[("OTEL_BSP_SCHEDULE_DELAY", "3600000")]);
        shop.serve(10);
        shop.lumigo.force_flush(PATIENCE).unwrap();
        let stats = shop.settle(&sink, Dropped::default());
        assert_eq!((stats.sent, stats.retried), (10, 30), "{status}");
        assert_eq!(sink.requests().len(), 4, "{status}");
    }
}

#[test]
fn what_nobody_takes_is_dropped_when_it_is_too_old() {
    let sink = OtlpSink::start();
    sink.answer_with(Answer::Status(503));
    let shop = Shop::open(&sink, &[("LUMIGO_EXPORT_MAX_AGE", "1")]);
    shop.serve(10);
    while shop.lumigo.stats().waiting > 0 {
        std::thread::yield_now();
    }
    sink.answer_with(Answer::Accept);
    shop.serve(5);
    let stats = shop.settle(
        &sink,
        Dropped {
            expired: 10,
            ..Dropped::default()
        },
    );
    assert_eq!(stats.sent, 5);
}
