//! The backend takes spans and cannot say so.

use crate::shop::{Dropped, PATIENCE, Shop};
use lumigo_testing::{Answer, Lost, OtlpSink};

#[test]
fn spans_whose_answer_was_lost_come_twice_and_no_others_do() {
    for lost in [Lost::Whole, Lost::InHead] {
        let sink = OtlpSink::start();
        let shop = Shop::open(&sink, &[("OTEL_BSP_SCHEDULE_DELAY", "3600000")]);
        for answers in [
            vec![],
            vec![Answer::Lost(lost)],
            vec![Answer::Lost(lost); 2],
        ] {
            sink.answer_next(answers);
            shop.serve(10);
            shop.lumigo.force_flush(PATIENCE).unwrap();
        }
        let stats = shop.settle(&sink, Dropped::default());
        assert_eq!((stats.sent, stats.retried), (30, 30), "{lost:?}");
        assert_eq!(sink.tally().kept, 60, "{lost:?}");
    }
}

/// The status said that they were taken; the body would only have told of a part that was not.
#[test]
fn half_a_body_after_a_success_loses_nothing() {
    let sink = OtlpSink::start();
    sink.answer_next([Answer::Lost(Lost::InBody)]);
    let shop = Shop::open(&sink, &[("OTEL_BSP_SCHEDULE_DELAY", "3600000")]);
    shop.serve(10);
    shop.lumigo.force_flush(PATIENCE).unwrap();
    let stats = shop.settle_alone(Dropped::default());
    assert_eq!(stats.sent, 10);
    let tally = sink.tally();
    assert_eq!((tally.distinct, tally.needless), (10, 0));
}
