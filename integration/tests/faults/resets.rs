//! Connections that are reset before the backend has taken anything.

use crate::shop::{Dropped, PATIENCE, Shop};
use lumigo_testing::{Answer, OtlpSink};

#[test]
fn spans_of_a_post_that_was_reset_are_posted_again() {
    for fault in [Answer::Reset, Answer::ResetRequest] {
        let sink = OtlpSink::start();
        sink.answer_next([fault; 3]);
        let shop = Shop::open(&sink, &[("OTEL_BSP_SCHEDULE_DELAY", "3600000")]);
        shop.serve(20);
        shop.lumigo.force_flush(PATIENCE).unwrap();
        let stats = shop.settle(&sink, Dropped::default());
        assert_eq!((stats.sent, stats.retried), (20, 60), "{fault:?}");
        assert_eq!(sink.requests().len(), 4, "{fault:?}");
    }
}

/// A body that does not fit into the buffers of the socket, so that the reset comes while it is written.
#[test]
fn a_large_post_is_reset_while_it_is_written() {
    let sink = OtlpSink::start();
    sink.answer_next([Answer::ResetRequest; 2]);
    let shop = Shop::open(&sink, &[("OTEL_BSP_SCHEDULE_DELAY", "3600000")]);
    shop.serve(5_000);
    shop.lumigo.force_flush(PATIENCE).unwrap();
    let stats = shop.settle(&sink, Dropped::default());
    assert!(stats.sent == 5_000 && stats.retried > 0, "{stats:?}");
}
