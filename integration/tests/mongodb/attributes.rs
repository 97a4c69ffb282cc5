//! What the span of a command says.

use crate::support::Shop;
use integration::spans::{attributes, text};
use lumigo_opentelemetry::opentelemetry::trace::{SpanKind, Status};
use mongodb::bson::doc;
use serde_json::json;

#[tokio::test]
async fn a_find_says_what_was_asked_and_how_much_came() {
    let shop = Shop::open().await;
    shop.orders()
        .insert_many([doc! { "_id": 1 }, doc! { "_id": 2 }])
        .await
        .unwrap();
    shop.recorder.clear();
    let mut found = shop.orders().find(doc! {}).await.unwrap();
    while found.advance().await.unwrap() {}
    let span = shop.only_span();
    assert_eq!(span.name, "find orders");
    assert_eq!(span.kind, SpanKind::Client);
    assert_eq!(span.status, Status::Unset);
    println!("{:#}", attributes(&span));
    shop.close().await;
}
