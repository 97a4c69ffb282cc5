//! Nobody listens for a while.

use crate::shop::{Dropped, PATIENCE, Shop};
use lumigo_opentelemetry::FlushError;
use lumigo_testing::OtlpSink;
use std::time::Duration;

#[test]
fn what_was_made_while_nobody_listened_arrives_when_somebody_does() {
    let sink = OtlpSink::start();
    let shop = Shop::open(&sink, &[]);
    shop.serve(10);
    shop.lumigo.force_flush(PATIENCE).unwrap();
    for round in 1..4 {
        sink.refuse();
        shop.serve(10);
        let outcome = shop.lumigo.force_flush(Duration::from_millis(50));
        assert_eq!(outcome, Err(FlushError::TimedOut { waiting: 10 }));
        let stats = shop.stats();
        assert_eq!((stats.sent, stats.waiting), (10 * round, 10));
        sink.come_back();
        shop.lumigo.force_flush(PATIENCE).unwrap();
    }
    let stats = shop.settle(&sink, Dropped::default());
    assert!(stats.retried > 0, "{stats:?}");
}

#[test]
fn nobody_has_ever_listened() {
    let sink = OtlpSink::start();
    sink.refuse();
    let shop = Shop::open(&sink, &[]);
    shop.serve(7);
    let outcome = shop.lumigo.shutdown_with_timeout(Duration::from_millis(50));
    assert_eq!(outcome, Err(FlushError::TimedOut { waiting: 7 }));
    let stats = shop.stats();
    assert_eq!((stats.sent, stats.waiting), (0, 0));
    assert_eq!(
        Dropped::of(&stats),
        Dropped {
            abandoned: 7,
            ..Dropped::default()
        }
    );
    sink.come_back();
    assert!(sink.requests().is_empty());
}
