//! Commands that nobody waits for any more.

use crate::support::Shop;
use crate::teller::{Answer, Teller};
use integration::spans::error_type;
use lumigo_opentelemetry::mongodb::instrument_with;
use lumigo_testing::SpanRecorder;
use mongodb::Client;
use mongodb::bson::{Document, doc};
use std::time::Duration;

/// Never says what was found.
fn silent(command: &Document) -> Answer {
    if command.contains_key("find") {
        Answer::Never
    } else {
        Answer::Reply(doc! { "ok": 1 })
    }
}

#[tokio::test]
async fn a_command_that_loses_a_race_is_cancelled() {
    let mut teller = Teller::start(silent).await;
    let shop = Shop::with(&[], teller.options().await);
    let orders = shop.orders();
    tokio::select! {
        _ = orders.find_one(doc! {}) => panic!("it is never answered"),
        _ = teller.asked() => (),
    }
    let spans = shop.wait_for_spans(1).await;
    assert_eq!(spans[0].name, "find orders");
    assert_eq!(error_type(&spans[0]), Some("cancelled"));
    assert_eq!(spans[0].attribute("db.response.body"), None);
}

#[tokio::test]
async fn a_command_whose_task_is_aborted_is_cancelled_and_others_are_not() {
    let mut teller = Teller::start(silent).await;
    let shop = Shop::with(&[], teller.options().await);
    let tasks = ["one", "other"].map(|name| {
        let collection = shop.database.collection::<Document>(name);
        tokio::spawn(async move { collection.find_one(doc! {}).await })
    });
    teller.asked().await;
    teller.asked().await;
    tasks[0].abort();
    let spans = shop.wait_for_spans(1).await;
    assert_eq!(spans[0].name, "find one");
    assert_eq!(error_type(&spans[0]), Some("cancelled"));
    shop.database.run_command(doc! { "ping": 1 }).await.unwrap();
    assert_eq!(shop.spans().len(), 2);
    tasks[1].abort();
}

#[tokio::test]
async fn a_command_of_another_client_of_the_same_options_is_not_taken_for_it() {
    let mut teller = Teller::start(silent).await;
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let mut options = teller.options().await;
    instrument_with(&lumigo, &mut options);
    let clients = [(); 2].map(|()| Client::with_options(options.clone()).unwrap());
    drop(options);
    let tasks = [0, 1].map(|client| {
        let orders = clients[client]
            .database("shop")
            .collection::<Document>("orders");
        tokio::spawn(async move { orders.find_one(doc! {}).await })
    });
    teller.asked().await;
    teller.asked().await;
    // The younger of two commands, both on the first connection of a client.
    tasks[1].abort();
    for client in &clients {
        client
            .database("shop")
            .run_command(doc! { "ping": 1 })
            .await
            .unwrap();
    }
    let names: Vec<_> = recorder.spans().into_iter().map(|span| span.name).collect();
    assert_eq!(names, ["ping shop", "ping shop"]);
    tasks[0].abort();
}

#[tokio::test]
async fn a_client_that_is_gone_is_not_taken_for_another_one() {
    let mut teller = Teller::start(silent).await;
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let mut options = teller.options().await;
    instrument_with(&lumigo, &mut options);
    let [gone, client] = [(); 2].map(|()| Client::with_options(options.clone()).unwrap());
    let ping = gone.database("shop");
    ping.run_command(doc! { "ping": 1 }).await.unwrap();
    drop(ping);
    gone.shutdown().await;
    teller.asked().await;
    let orders = client.database("shop").collection::<Document>("orders");
    let find = tokio::spawn(async move { orders.find_one(doc! {}).await });
    while !teller.asked().await.contains_key("find") {}
    find.abort();
    let wait = move || recorder.wait_for_spans(3, Duration::from_secs(20));
    let spans = tokio::task::spawn_blocking(wait).await.unwrap();
    let find = spans.iter().find(|span| span.name == "find orders");
    assert_eq!(error_type(find.unwrap()), Some("cancelled"));
}
