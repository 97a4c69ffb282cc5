//! Servers that go away.

use crate::support::Shop;
use crate::teller::{Answer, Teller};
use integration::services::{MONGODB, Service};
use integration::spans::error_type;
use mongodb::bson::doc;
use mongodb::options::ClientOptions;
use std::time::Duration;

#[tokio::test]
async fn a_connection_that_ends_in_the_middle_of_a_command_says_so() {
    let teller = Teller::start(|_| Answer::Close).await;
    let mut options = teller.options().await;
    options.retry_reads = Some(false);
    let shop = Shop::with(&[], options);
    shop.orders().find_one(doc! {}).await.unwrap_err();
    let span = shop.only_span();
    assert_eq!(error_type(&span), Some("connection_closed"));
    assert_eq!(span.attribute("db.response.status_code"), None);
}

#[tokio::test]
async fn a_server_that_is_killed_between_the_parts_of_an_answer_is_told() {
    let server = tokio::task::spawn_blocking(|| Service::start(&MONGODB));
    let server = server.await.unwrap();
    let mut options = ClientOptions::parse(server.url()).await.unwrap();
    options.server_selection_timeout = Some(Duration::from_millis(300));
    let shop = Shop::with(&[], options);
    let five = (0..5).map(|id| doc! { "_id": id });
    shop.orders().insert_many(five).await.unwrap();
    let mut cursor = shop.orders().find(doc! {}).batch_size(2).await.unwrap();
    shop.recorder.clear();
    server.kill();
    let mut result = Ok(true);
    while matches!(result, Ok(true)) {
        result = cursor.advance().await;
    }
    result.unwrap_err();
    for span in shop.spans() {
        assert_eq!(span.name, "getMore orders");
        let error = error_type(&span).unwrap();
        assert!(
            matches!(error, "connection_closed" | "connection_reset"),
            "{error}"
        );
    }
}
