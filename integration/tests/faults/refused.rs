//! What no other try can mend.

use crate::shop::{Dropped, PATIENCE, Shop};
use lumigo_opentelemetry::FlushError;
use lumigo_testing::{Answer, OtlpSink};

#[test]
fn refused_spans_are_dropped_at_once_and_later_ones_are_not() {
    for status in [300, 301, 400, 401, 403, 404, 405, 413, 418, 501, 505] {
        let sink = OtlpSink::start();
        let shop = Shop::open(&sink, &[("OTEL_BSP_SCHEDULE_DELAY", "3600000")]);
        sink.answer_next([Answer::Status(status)]);
        shop.serve(3);
        let outcome = shop.lumigo.force_flush(PATIENCE);
        assert_eq!(outcome, Err(FlushError::Dropped { spans: 3 }), "{status}");
        shop.serve(4);
        assert_eq!(shop.lumigo.force_flush(PATIENCE), Ok(()), "{status}");
        let stats = shop.settle(
            &sink,
            Dropped {
                refused: 3,
                ..Dropped::default()
            },
        );
        assert_eq!((stats.sent, stats.retried), (4, 0), "{status}");
        assert_eq!(sink.requests().len(), 2, "{status}");
    }
}
