//! Commands of a transaction.

use crate::support::Shop;
use crate::teller::{Answer, Teller};
use integration::spans::{error_type, in_span, text};
use mongodb::bson::doc;

#[tokio::test]
async fn a_transaction_is_told_from_its_first_command_to_its_end() {
    let teller = Teller::always(doc! { "ok": 1, "n": 1 }).await;
    let shop = Shop::with(&[], teller.options().await);
    let orders = shop.orders();
    let work = async {
        let mut session = shop.client.start_session().await.unwrap();
        session.start_transaction().await.unwrap();
        orders
            .insert_one(doc! {})
            .session(&mut session)
            .await
            .unwrap();
        session.commit_transaction().await.unwrap();
        session.start_transaction().await.unwrap();
        orders
            .insert_one(doc! {})
            .session(&mut session)
            .await
            .unwrap();
        session.abort_transaction().await.unwrap();
    };
    in_span(&shop.lumigo, "work", work).await;
    let spans = shop.spans();
    let names: Vec<_> = spans.iter().map(|span| span.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "insert orders",
            "commitTransaction admin",
            "insert orders",
            "abortTransaction admin",
            "work"
        ]
    );
    let first = text(&spans[0], "db.request.body").unwrap();
    assert!(first.contains(r#""startTransaction":true"#), "{first}");
    for span in &spans[..4] {
        assert_eq!(span.parent_span_id.as_ref(), Some(&spans[4].span_id));
    }
}

#[tokio::test]
async fn a_commit_that_fails_has_its_code() {
    let teller = Teller::start(|command| {
        Answer::Reply(if command.contains_key("commitTransaction") {
            doc! { "ok": 0, "code": 251, "codeName": "NoSuchTransaction", "errmsg": "gone" }
        } else {
            doc! { "ok": 1, "n": 1 }
        })
    })
    .await;
    let shop = Shop::with(&[], teller.options().await);
    let mut session = shop.client.start_session().await.unwrap();
    session.start_transaction().await.unwrap();
    let orders = shop.orders();
    let insert = orders.insert_one(doc! {}).session(&mut session);
    insert.await.unwrap();
    session.commit_transaction().await.unwrap_err();
    let span = shop.recorder.span_named("commitTransaction admin");
    assert_eq!(error_type(&span), Some("251"));
}
