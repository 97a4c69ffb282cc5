//! What the span of a command says.

use crate::support::{Shop, options};
use crate::teller::{Answer, Teller};
use integration::spans::{attributes, error_type, text};
use lumigo_opentelemetry::opentelemetry::trace::SpanKind;
use lumigo_testing::TestSpan;
use mongodb::Namespace;
use mongodb::bson::{Document, doc};
use mongodb::options::{InsertOneModel, ServerAddress, WriteModel};
use serde_json::{Value, json};

/// Its name, how many were written in one command, how many came and how many were changed.
fn told(span: &TestSpan) -> Value {
    let number = |key| span.attribute(key).cloned().unwrap_or_default();
    json!([
        span.name,
        number("db.operation.batch.size"),
        number("db.response.returned_rows"),
        number("db.response.affected_rows"),
    ])
}

#[tokio::test]
async fn a_find_says_what_was_asked_and_what_came() {
    let shop = Shop::open().await;
    let orders = shop.orders();
    let all = [doc! { "_id": 1 }, doc! { "_id": 2 }];
    orders.insert_many(all).await.unwrap();
    shop.recorder.clear();
    let mut found = orders.find(doc! { "_id": 2 }).await.unwrap();
    assert!(found.advance().await.unwrap());
    let span = shop.only_span();
    let ServerAddress::Tcp { host, port } = options().await.hosts.remove(0) else {
        panic!("a server with a port");
    };
    let response = text(&span, "db.response.body").unwrap();
    assert!(
        response.contains(r#""firstBatch":[{"_id":2}]"#),
        "{response}"
    );
    assert_eq!(span.kind, SpanKind::Client);
    assert_eq!(error_type(&span), None);
    assert_eq!(told(&span), json!(["find orders", null, 1, null]));
    assert_eq!(span.scope_name, "lumigo-mongodb");
    assert_eq!(
        attributes(&span),
        json!({
            "db.system.name": "mongodb",
            "db.namespace": shop.database.name(),
            "db.collection.name": "orders",
            "db.operation.name": "find",
            "db.statement": "find",
            "db.request.body": r#"{"find":"orders","filter":{"_id":2}}"#,
            "db.response.body": response,
            "db.response.returned_rows": 1,
            "server.address": host,
            "server.port": port.unwrap_or(27017),
        })
    );
    shop.close().await;
}

#[tokio::test]
async fn each_command_says_how_many_documents_it_was_about() {
    let shop = Shop::open().await;
    let orders = shop.orders();
    let three = [
        doc! { "_id": 1, "a": 1 },
        doc! { "_id": 2, "a": 2 },
        doc! { "_id": 3, "a": 3 },
    ];
    orders.insert_many(three).await.unwrap();
    orders.insert_one(doc! { "_id": 4, "a": 4 }).await.unwrap();
    let set = doc! { "$set": { "paid": true } };
    orders
        .update_many(doc! { "_id": { "$lt": 3 } }, set)
        .await
        .unwrap();
    orders.delete_one(doc! { "_id": 3 }).await.unwrap();
    orders.distinct("a", doc! {}).await.unwrap();
    let mut found = orders.aggregate([doc! { "$match": {} }]).await.unwrap();
    while found.advance().await.unwrap() {}
    let told: Vec<_> = shop.spans().iter().map(told).collect();
    assert_eq!(
        Value::from(told),
        json!([
            ["insert orders", 3, null, 3],
            ["insert orders", null, null, 1],
            ["update orders", null, null, 2],
            ["delete orders", null, null, 1],
            ["distinct orders", null, 3, null],
            ["aggregate orders", null, 3, null],
        ])
    );
    shop.close().await;
}

#[tokio::test]
async fn a_command_that_is_about_no_collection_is_named_by_its_database() {
    let shop = Shop::open().await;
    shop.database.run_command(doc! { "ping": 1 }).await.unwrap();
    let span = shop.only_span();
    assert_eq!(span.name, format!("ping {}", shop.database.name()));
    assert_eq!(span.attribute("db.collection.name"), None);
    shop.client.list_database_names().await.unwrap();
    let span = shop.only_span();
    assert_eq!(span.name, "listDatabases admin");
    assert_eq!(text(&span, "db.namespace"), Some("admin"));
    shop.close().await;
}

/// The one span of a client's writes to these collections.
async fn bulk_write(namespaces: &[&str]) -> TestSpan {
    let reply = doc! {
        "ok": 1, "nErrors": 0, "nInserted": 2, "nUpserted": 0, "nMatched": 0, "nModified": 0, "nDeleted": 0,
        "cursor": { "id": 0_i64, "ns": "admin.$cmd.bulkWrite", "firstBatch": [] },
    };
    let teller = Teller::always(reply).await;
    let shop = Shop::with(&[], teller.options().await);
    let write = |namespace: &&str| {
        let insert = InsertOneModel::builder()
            .namespace(namespace.parse::<Namespace>().unwrap())
            .document(doc! { "a": 1 })
            .build();
        WriteModel::InsertOne(insert)
    };
    let writes: Vec<_> = namespaces.iter().map(write).collect();
    shop.client.bulk_write(writes).await.unwrap();
    shop.only_span()
}

#[tokio::test]
async fn the_writes_of_a_client_are_named_by_the_collection_if_there_is_one() {
    let span = bulk_write(&["shop.orders", "shop.orders"]).await;
    assert_eq!(told(&span), json!(["bulkWrite orders", 2, null, 2]));
    assert_eq!(text(&span, "db.namespace"), Some("shop"));
    let span = bulk_write(&["shop.orders", "shop.users"]).await;
    assert_eq!(told(&span), json!(["bulkWrite admin", 2, null, 2]));
    assert_eq!(span.attribute("db.collection.name"), None);
}

#[tokio::test]
async fn what_is_explained_names_the_collection() {
    let teller = Teller::start(|_| Answer::Reply(doc! { "ok": 1 })).await;
    let shop = Shop::with(&[], teller.options().await);
    for (command, name) in [
        (doc! { "explain": { "find": "orders" } }, "explain orders"),
        (doc! { "explain": { "ping": 1 } }, "explain shop"),
        (doc! { "explain": 1 }, "explain shop"),
        (doc! { "getParameter": "orders" }, "getParameter shop"),
        (doc! { "dropUser": "ada" }, "dropUser shop"),
        (doc! { "find": 7 }, "find shop"),
        (doc! { "collStats": "orders" }, "collStats orders"),
    ] {
        let shop_database = shop.client.database("shop");
        let _: Document = shop_database.run_command(command).await.unwrap();
        assert_eq!(shop.only_span().name, name);
    }
}
