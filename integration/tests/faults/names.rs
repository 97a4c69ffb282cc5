//! A backend whose name nobody knows.

use crate::shop::{Dropped, Shop};
use lumigo_opentelemetry::FlushError;
use std::time::Duration;

#[test]
fn spans_for_a_host_without_an_address_wait_until_the_end() {
    let shop = Shop::open_at("http://does-not-exist.invalid/v1/traces", &[]);
    shop.serve(10);
    let timed_out = Err(FlushError::TimedOut { waiting: 10 });
    assert_eq!(
        shop.lumigo.force_flush(Duration::from_millis(100)),
        timed_out
    );
    assert_eq!(shop.stats().waiting, 10);
    let outcome = shop
        .lumigo
        .shutdown_with_timeout(Duration::from_millis(100));
    assert_eq!(outcome, timed_out);
    let abandoned = Dropped {
        abandoned: 10,
        ..Dropped::default()
    };
    assert_eq!(Dropped::of(&shop.stats()), abandoned);
}
