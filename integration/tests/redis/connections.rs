//! Every way to a connection.

use crate::support::{Agreeing, Names, client, connect, plain};
use integration::spans::attributes;
use lumigo_opentelemetry::redis::{LumigoClient, LumigoConnection};
use lumigo_testing::SpanRecorder;
use redis::aio::{ConnectionLike, ConnectionManager, ConnectionManagerConfig};
use redis::{AsyncCommands, AsyncConnectionConfig, Client, ConnectionAddr};
use serde_json::{Value, json};
use std::time::Duration;

/// Where the shared server is, as spans tell it.
fn address() -> (Value, Value) {
    match plain().get_connection_info().addr() {
        ConnectionAddr::Tcp(host, port) => (json!(host), json!(port)),
        other => panic!("REDIS_URL is to name a host: {other:?}"),
    }
}

/// A command through this connection works, and has its span.
async fn assert_traced(mut connection: impl AsyncCommands, recorder: &SpanRecorder) {
    let names = Names::new();
    let () = connection.set(names.of("a"), "value").await.unwrap();
    let value: String = connection.get(names.of("a")).await.unwrap();
    assert_eq!(value, "value");
    assert_eq!(recorder.tree(), "CLIENT SET\n\nCLIENT GET");
    let span = recorder.span_named("GET");
    let (host, port) = address();
    assert_eq!(span.attribute("server.address"), Some(&host));
    assert_eq!(span.attribute("server.port"), Some(&port));
    assert_eq!(span.attribute("db.namespace"), Some(&json!("0")));
    recorder.clear();
}

#[tokio::test]
async fn every_connection_of_a_client_makes_spans() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let client = client(&lumigo);
    let plain = client.get_multiplexed_async_connection().await.unwrap();
    assert_traced(plain, &recorder).await;
    let config = AsyncConnectionConfig::new().set_response_timeout(Some(Duration::from_secs(20)));
    let configured = client.get_multiplexed_async_connection_with_config(&config);
    assert_traced(configured.await.unwrap(), &recorder).await;
    let manager = client.get_connection_manager().await.unwrap();
    assert_traced(manager, &recorder).await;
    let config = ConnectionManagerConfig::new;
    let configured = client.get_connection_manager_with_config(config()).await;
    assert_traced(configured.unwrap(), &recorder).await;
    let lazy = client.get_connection_manager_lazy(config()).unwrap();
    assert_traced(lazy, &recorder).await;
}

#[tokio::test]
async fn a_connection_from_elsewhere_makes_spans() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let client = plain();
    let info = client.get_connection_info();
    let connection = client.get_multiplexed_async_connection().await.unwrap();
    let connection = LumigoConnection::bind(&lumigo, connection, info);
    assert_traced(connection.clone(), &recorder).await;
    let manager = ConnectionManager::new(client.clone()).await.unwrap();
    assert_traced(LumigoConnection::bind(&lumigo, manager, info), &recorder).await;
    // What is within makes none.
    let mut inner = connection.into_inner();
    let () = inner.ping().await.unwrap();
    assert!(recorder.spans().is_empty());
}

#[tokio::test]
async fn a_connection_to_nobody_knows_where_has_no_address() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let mut connection = LumigoConnection::bind(&lumigo, Agreeing, None);
    redis::cmd("PING")
        .exec_async(&mut connection)
        .await
        .unwrap();
    assert_eq!(
        attributes(&recorder.only_span()),
        json!({
            "db.system.name": "redis",
            "db.namespace": "3",
            "db.operation.name": "PING",
            "db.query.text": "PING",
            "db.statement": "PING",
        })
    );
}

#[tokio::test]
async fn the_database_is_the_one_that_was_connected_to() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let info = plain().get_connection_info().clone();
    let settings = info.redis_settings().clone().set_db(2);
    let client = Client::open(info.set_redis_settings(settings)).unwrap();
    let client = LumigoClient::bind(&lumigo, client);
    let mut multiplexed = client.get_multiplexed_async_connection().await.unwrap();
    let mut manager = client.get_connection_manager().await.unwrap();
    let () = multiplexed.ping().await.unwrap();
    let () = manager.ping().await.unwrap();
    for span in recorder.spans() {
        assert_eq!(span.attribute("db.namespace"), Some(&json!("2")));
    }
    assert_eq!((multiplexed.get_db(), manager.get_db()), (2, 2));
}

#[tokio::test]
async fn what_a_connection_has_of_its_own_is_there_too() {
    let lumigo = SpanRecorder::new().lumigo();
    let mut connection = connect(&lumigo).await;
    connection.set_response_timeout(Duration::from_secs(20));
    connection
        .send_packed_command(&redis::cmd("PING"))
        .await
        .unwrap();
    assert_eq!(
        client(&lumigo).get_connection_info().redis_settings().db(),
        0
    );
    client(&lumigo).get_async_pubsub().await.unwrap();
}

#[test]
fn nothing_shows_a_password() {
    let lumigo = SpanRecorder::new().lumigo();
    let client = Client::open("redis://ada:hunter2@127.0.0.1/").unwrap();
    let client = LumigoClient::bind(&lumigo, client);
    let connection = LumigoConnection::bind(&lumigo, Agreeing, client.get_connection_info());
    assert!(!format!("{client:?} {connection:?}").contains("hunter2"));
}

#[test]
fn clients_and_connections_can_go_to_other_threads() {
    fn assert_goes<T: Clone + std::fmt::Debug + Send + Sync + 'static>() {}
    assert_goes::<LumigoClient>();
    assert_goes::<LumigoConnection<redis::aio::MultiplexedConnection>>();
    assert_goes::<LumigoConnection<ConnectionManager>>();
}
