//! One connection on which nothing comes back, and a backend that takes everything else.

use crate::shop::{PATIENCE, Shop};
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
