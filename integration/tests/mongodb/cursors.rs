//! Answers in several parts.

use crate::support::Shop;
use integration::spans::in_span;
use mongodb::bson::{Document, doc};
use serde_json::json;

async fn shop_with_five() -> Shop {
    let shop = Shop::open().await;
    let five = (0..5).map(|id| doc! { "_id": id });
    shop.orders().insert_many(five).await.unwrap();
    shop.recorder.clear();
    shop
}

#[tokio::test]
async fn each_part_is_a_span_that_says_how_much_it_brought() {
    let shop = shop_with_five().await;
    let orders = shop.orders();
    let all = in_span(&shop.lumigo, "work", async {
        let mut cursor = orders.find(doc! {}).batch_size(2).await.unwrap();
        let mut all = Vec::<Document>::new();
        while cursor.advance().await.unwrap() {
            all.push(cursor.deserialize_current().unwrap());
        }
        all
    });
    assert_eq!(all.await.len(), 5);
    let spans = shop.spans();
    let (host, commands) = spans.split_last().unwrap();
    let told: Vec<_> = commands
        .iter()
        .map(|span| json!([span.name, span.attribute("db.response.returned_rows")]))
        .collect();
    assert_eq!(
        told,
        [
            json!(["find orders", 2]),
            json!(["getMore orders", 2]),
            json!(["getMore orders", 1]),
        ]
    );
    for span in commands {
        assert_eq!(span.parent_span_id.as_ref(), Some(&host.span_id));
    }
    shop.close().await;
}

#[tokio::test]
async fn a_cursor_that_is_dropped_is_killed_by_a_command_of_its_own() {
    let shop = shop_with_five().await;
    let cursor = shop.orders().find(doc! {}).batch_size(2).await.unwrap();
    drop(cursor);
    let spans = shop.wait_for_spans(2).await;
    assert_eq!(spans[0].name, "find orders");
    assert_eq!(spans[1].name, "killCursors orders");
    assert!(spans[1].is_root());
    shop.close().await;
}
