//! Commands that fail.

use crate::support::Shop;
use crate::teller::{Answer, Teller, bytes};
use integration::spans::{error_type, text};
use lumigo_testing::TestSpan;
use mongodb::bson::{Document, doc};

/// The code in the span, which is its `error.type` too.
#[track_caller]
fn code(span: &TestSpan) -> Option<&str> {
    assert_eq!(text(span, "db.response.status_code"), error_type(span));
    error_type(span)
}

#[tokio::test]
async fn an_error_of_the_server_has_its_code() {
    let shop = Shop::open().await;
    let unknown = doc! { "noSuchCommand": 1 };
    shop.database.run_command(unknown).await.unwrap_err();
    let span = shop.only_span();
    assert_eq!(code(&span), Some("59"));
    let body = text(&span, "db.response.body").unwrap();
    assert!(body.contains(r#""codeName":"CommandNotFound""#), "{body}");
    shop.close().await;
}

#[tokio::test]
async fn a_write_that_failed_in_an_answer_that_is_ok_is_an_error() {
    let shop = Shop::open().await;
    let orders = shop.orders();
    orders.insert_one(doc! { "_id": 1 }).await.unwrap();
    assert_eq!(code(&shop.only_span()), None);
    orders.insert_one(doc! { "_id": 1 }).await.unwrap_err();
    assert_eq!(code(&shop.only_span()), Some("11000"));
    let two = [doc! { "_id": 2 }, doc! { "_id": 1 }];
    orders.insert_many(two).await.unwrap_err();
    let span = shop.only_span();
    assert_eq!(code(&span), Some("11000"));
    assert_eq!(span.attribute("db.response.affected_rows"), Some(&1.into()));
    shop.close().await;
}

/// The span of a command that was answered so.
async fn answered(reply: Document) -> TestSpan {
    let teller = Teller::always(reply).await;
    let mut options = teller.options().await;
    options.retry_reads = Some(false);
    let shop = Shop::with(&[], options);
    let command = doc! { "insert": "orders", "documents": [{}] };
    let _ = shop.database.run_command(command).await;
    shop.only_span()
}

#[tokio::test]
async fn errors_of_all_shapes_are_told() {
    for (reply, expected) in [
        (doc! { "ok": 1 }, None),
        (doc! { "ok": 1, "writeErrors": [] }, None),
        (
            doc! { "ok": 1, "writeErrors": [{ "index": 0, "code": 121 }] },
            Some("121"),
        ),
        (
            doc! { "ok": 1, "writeErrors": [{ "index": 0, "code": 121_i64 }, { "code": 1 }] },
            Some("121"),
        ),
        (
            doc! { "ok": 1, "writeErrors": [{ "index": 0, "code": 121.0 }] },
            Some("121"),
        ),
        (
            doc! { "ok": 1, "writeErrors": [{ "code": 121 }], "writeConcernError": { "code": 64 } },
            Some("121"),
        ),
        (
            doc! { "ok": 1, "writeConcernError": { "code": 64, "errmsg": "slow" } },
            Some("64"),
        ),
        (
            doc! { "ok": 1, "nErrors": 1, "cursor": { "firstBatch": [{ "ok": 1 }, { "ok": 0, "code": 7 }] } },
            Some("7"),
        ),
        (
            doc! { "ok": 0, "code": 13, "codeName": "Unauthorized", "errmsg": "no" },
            Some("13"),
        ),
    ] {
        let span = answered(reply.clone()).await;
        assert_eq!(code(&span), expected, "{reply}");
    }
}

#[tokio::test]
async fn an_error_without_a_code_says_of_which_kind_it_is() {
    for (reply, expected) in [
        (doc! { "ok": 1, "writeErrors": [7] }, "write_error"),
        (
            doc! { "ok": 1, "writeErrors": [{ "code": "many" }] },
            "write_error",
        ),
        (
            doc! { "ok": 1, "writeConcernError": 7 },
            "write_concern_error",
        ),
        (doc! { "ok": 1, "nErrors": 1 }, "write_error"),
        (doc! {}, "invalid_response"),
        (doc! { "ok": "yes" }, "invalid_response"),
        (doc! { "ok": 0 }, "invalid_response"),
        (doc! { "ok": 0, "errmsg": "no code" }, "invalid_response"),
    ] {
        let span = answered(reply.clone()).await;
        assert_eq!(error_type(&span), Some(expected), "{reply}");
        assert_eq!(span.attribute("db.response.status_code"), None);
    }
}

#[tokio::test]
async fn an_answer_that_is_no_document_of_text_is_what_it_was_to_the_host() {
    for (ok, is_error) in [(1, false), (0, true)] {
        let mut broken = bytes(&doc! { "ok": ok, "code": 7, "errmsg": "XX", "a": "YY" });
        for byte in broken
            .iter_mut()
            .filter(|byte| matches!(**byte, b'X' | b'Y'))
        {
            *byte = 0xff;
        }
        let answers = broken.clone();
        let teller = Teller::start(move |_| Answer::Bytes(answers.clone())).await;
        let shop = Shop::with(&[], teller.options().await);
        let plain = mongodb::Client::with_options(teller.options().await).unwrap();
        let plain = plain.database("shop").run_command(doc! { "ping": 1 }).await;
        let watched = shop
            .client
            .database("shop")
            .run_command(doc! { "ping": 1 })
            .await;
        assert_eq!(format!("{watched:?}"), format!("{plain:?}"));
        let span = shop.only_span();
        assert_eq!(span.name, "ping shop");
        assert_eq!(error_type(&span).is_some(), is_error, "{span:?}");
    }
}
