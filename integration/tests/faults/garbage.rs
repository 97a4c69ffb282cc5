//! Answers that are no HTTP.

use crate::shop::{Dropped, PATIENCE, Shop};
use lumigo_testing::{Answer, OtlpSink};

#[test]
fn what_is_answered_with_garbage_is_posted_again() {
    let sink = OtlpSink::start();
    sink.answer_next([Answer::Garbage; 3]);
    let shop = Shop::open(&sink, &[("OTEL_BSP_SCHEDULE_DELAY", "3600000")]);
    shop.serve(10);
    shop.lumigo.force_flush(PATIENCE).unwrap();
    let stats = shop.settle(&sink, Dropped::default());
    assert_eq!((stats.sent, stats.retried), (10, 30));
}
