//! Commands that the driver sends again.

use crate::support::Shop;
use crate::teller::{Answer, Teller};
use integration::spans::{error_type, in_span};
use mongodb::bson::doc;
use std::sync::atomic::{AtomicU32, Ordering};

#[tokio::test]
async fn each_attempt_is_a_span_under_the_same_parent() {
    let count = AtomicU32::new(0);
    let teller = Teller::start(move |_| {
        Answer::Reply(match count.fetch_add(1, Ordering::Relaxed) {
            0 => doc! { "ok": 0, "code": 10107, "errmsg": "no", "errorLabels": ["RetryableWriteError"] },
            _ => doc! { "ok": 1, "n": 1 },
        })
    })
    .await;
    let shop = Shop::with(&[], teller.options().await);
    let orders = shop.orders();
    let insert = async { orders.insert_one(doc! {}).await.unwrap() };
    in_span(&shop.lumigo, "work", insert).await;
    let spans = shop.spans();
    let names: Vec<_> = spans.iter().map(|span| span.name.as_str()).collect();
    assert_eq!(names, ["insert orders", "insert orders", "work"]);
    assert_eq!(error_type(&spans[0]), Some("10107"));
    assert_eq!(error_type(&spans[1]), None);
    for span in &spans[..2] {
        assert_eq!(span.parent_span_id.as_ref(), Some(&spans[2].span_id));
    }
}

#[expect(clippy::disallowed_methods, reason = "says which server the tests use")]
#[tokio::test]
async fn a_failure_that_the_server_was_told_to_make_is_seen_once() {
    let shop = Shop::open().await;
    let admin = shop.client.database("admin");
    let data = doc! { "failCommands": ["distinct"], "errorCode": 11600 };
    let fail = doc! { "configureFailPoint": "failCommand", "mode": { "times": 1 }, "data": data };
    if let Err(error) = admin.run_command(fail).await {
        // Only servers that are made for tests do that.
        assert!(std::env::var_os("MONGODB_URI").is_some(), "{error}");
        return shop.close().await;
    }
    shop.recorder.clear();
    shop.orders().distinct("_id", doc! {}).await.unwrap();
    let spans = shop.spans();
    let errors: Vec<_> = spans.iter().map(error_type).collect();
    assert_eq!(errors, [Some("11600"), None]);
    shop.close().await;
}
