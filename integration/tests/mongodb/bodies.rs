//! How much is shown of commands and answers.

use crate::support::{Shop, options};
use integration::spans::text;
use mongodb::bson::{Bson, Document, doc};

#[tokio::test]
async fn large_commands_and_answers_are_cut() {
    let shop = Shop::open().await;
    let many = (0..500).map(|id| doc! { "_id": id, "text": "\u{e9}\n".repeat(500) });
    shop.orders().insert_many(many).await.unwrap();
    let insert = shop.only_span();
    let orders = shop.orders();
    let cursor = orders.find(doc! {}).batch_size(500).await.unwrap();
    let find = shop.only_span();
    drop(cursor);
    for (span, key, start) in [
        (&insert, "db.request.body", r#"{"insert":"orders""#),
        (&find, "db.response.body", "{"),
    ] {
        let body = text(span, key).unwrap();
        assert_eq!(body.chars().count(), 2048);
        assert!(
            body.starts_with(start) && body.contains("\u{e9}\\n\u{e9}\\n"),
            "{body}"
        );
    }
    assert_eq!(
        find.attribute("db.response.returned_rows"),
        Some(&500.into())
    );
    shop.close().await;
}

#[tokio::test]
async fn the_length_is_that_of_other_payloads() {
    let variables = [("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "20")];
    let shop = Shop::with(&variables, options().await);
    shop.orders().find(doc! { "a": 1 }).await.unwrap();
    let span = shop.only_span();
    assert_eq!(
        text(&span, "db.request.body"),
        Some(r#"{"find":"orders","fi"#)
    );
    shop.close().await;
}

#[tokio::test]
async fn without_payloads_there_are_none() {
    let variables = [("LUMIGO_CAPTURE_PAYLOADS", "false")];
    let shop = Shop::with(&variables, options().await);
    shop.orders().find_one(doc! {}).await.unwrap();
    let span = shop.only_span();
    assert_eq!(span.attribute("db.request.body"), None);
    assert_eq!(span.attribute("db.response.body"), None);
    assert_eq!(span.attribute("db.response.returned_rows"), Some(&0.into()));
    shop.close().await;
}

#[tokio::test]
async fn odd_documents_are_sent_as_before() {
    let shop = Shop::open().await;
    let nested = (0..90).fold(Bson::from(1), |inner, _| {
        Bson::Document(doc! { "a": [inner] })
    });
    for (id, odd) in [
        nested,
        Bson::Document(doc! { "a \" quote": 1, "\u{1f600}": { "": [] } }),
        Bson::Document(Document::from_iter([("x".repeat(10_000), Bson::Null)])),
        Bson::Array(vec![Bson::MinKey, Bson::MaxKey, Bson::Double(f64::NAN)]),
    ]
    .into_iter()
    .enumerate()
    {
        let id = i64::try_from(id).unwrap();
        let document = doc! { "_id": id, "odd": odd.clone() };
        let inserted = shop.orders().insert_one(document).await;
        let span = shop.only_span();
        assert_eq!(span.name, "insert orders");
        assert!(text(&span, "db.request.body").unwrap().contains("\"odd\":"));
        let failed = span.attribute("error.type").is_some();
        assert_eq!(failed, inserted.is_err(), "{odd}");
    }
    shop.close().await;
}
