//! A server that goes away in the middle.

use integration::services::REDIS;
use integration::spans::error_type;
use integration::wire::soon;
use lumigo_opentelemetry::redis::LumigoClient;
use lumigo_testing::SpanRecorder;
use redis::aio::ConnectionManagerConfig;
use redis::{AsyncCommands, Client, RedisResult};
use std::time::Duration;

#[tokio::test]
async fn a_command_whose_server_is_killed_has_lost_its_connection() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let server = REDIS.start();
    let client = LumigoClient::bind(&lumigo, Client::open(server.url()).unwrap());
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let mut other = connection.clone();
    // Both wait on one connection: the second is sent when the first is.
    let blocked = tokio::spawn(async move {
        let result: RedisResult<()> = other.blpop("l", 0.0).await;
        result.unwrap_err()
    });
    let watch = Client::open(server.url()).unwrap();
    let mut watch = watch.get_multiplexed_async_connection().await.unwrap();
    soon(async {
        let clients = redis::cmd("INFO").arg("clients").clone();
        loop {
            let info: String = clients.query_async(&mut watch).await.unwrap();
            if info.contains("blocked_clients:1") {
                break;
            }
            tokio::task::yield_now().await;
        }
    })
    .await;
    tokio::task::spawn_blocking(move || server.kill())
        .await
        .unwrap();
    let error = soon(blocked).await.unwrap();
    assert!(error.is_connection_dropped(), "{error}");
    assert_eq!(error_type(&recorder.only_span()), Some("connection_closed"));
    let result: RedisResult<()> = connection.ping().await;
    result.unwrap_err();
    assert_eq!(
        error_type(&recorder.span_named("PING")),
        Some("connection_closed")
    );
}

#[tokio::test]
async fn a_manager_finds_the_server_again() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let server = REDIS.start();
    let client = LumigoClient::bind(&lumigo, Client::open(server.url()).unwrap());
    let config = ConnectionManagerConfig::new().set_min_delay(Duration::from_millis(1));
    let mut manager = client
        .get_connection_manager_with_config(config)
        .await
        .unwrap();
    let () = manager.set("a", 1).await.unwrap();
    let server = tokio::task::spawn_blocking(move || {
        server.kill();
        server.restart();
        server
    });
    let _server = server.await.unwrap();
    let failures = soon(async {
        let mut failures = 0;
        while manager.set::<_, _, ()>("a", 2).await.is_err() {
            failures += 1;
        }
        failures
    })
    .await;
    assert!(failures > 0);
    let spans = recorder.spans();
    assert_eq!(spans.len(), failures + 2);
    let [first, lost @ .., last] = &spans[..] else {
        panic!("two commands at least");
    };
    assert_eq!((error_type(first), error_type(last)), (None, None));
    assert!(
        lost.iter()
            .all(|span| error_type(span) == Some("connection_closed"))
    );
}
