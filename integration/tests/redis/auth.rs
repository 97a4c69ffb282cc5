//! A server with a password: neither that nor any value leaves the process.

use integration::services::REDIS;
use lumigo_opentelemetry::Lumigo;
use lumigo_opentelemetry::redis::LumigoClient;
use lumigo_testing::OtlpSink;
use redis::{AsyncCommands, Client, RedisResult, pipe};
use std::time::Duration;

const PASSWORD: &str = "hunter2hunter2";
const VALUE: &str = "ada@shop.example";

/// Sends commands whose arguments are secrets. Some fail.
async fn send_secrets(con: &mut impl AsyncCommands) {
    let () = con.set("user:1", VALUE).await.unwrap();
    let _: String = con.get("user:1").await.unwrap();
    let () = con
        .hset_multiple("h", &[("mail", VALUE), ("name", VALUE)])
        .await
        .unwrap();
    let () = con.rpush("l", &[VALUE, VALUE]).await.unwrap();
    let () = con.zadd("z", VALUE, 1).await.unwrap();
    let _: RedisResult<()> = con.lpush("user:1", VALUE).await;
    let transaction = pipe()
        .atomic()
        .set("user:2", VALUE)
        .sadd("s", VALUE)
        .clone();
    transaction.exec_async(con).await.unwrap();
    for command in [
        &["AUTH", PASSWORD][..],
        &["AUTH", "default", PASSWORD],
        &["AUTH", "wrong", PASSWORD],
        &["HELLO", "2", "AUTH", "default", PASSWORD],
        &["ACL", "SETUSER", "ada", &format!(">{PASSWORD}")],
        &["CONFIG", "SET", "masterauth", PASSWORD],
        &["CLIENT", "SETNAME", VALUE],
        &["EVAL", &format!("return '{VALUE}'"), "0", VALUE],
        &["EVAL", &format!("return redis.error_reply('{VALUE}')"), "0"],
        &["NOSUCHCOMMAND", VALUE],
        &["ECHO", VALUE],
        &["PUBLISH", "news", VALUE],
    ] {
        let mut cmd = redis::cmd(command[0]);
        let _: RedisResult<redis::Value> = cmd.arg(&command[1..]).query_async(con).await;
    }
}

#[tokio::test]
async fn neither_a_password_nor_a_value_is_exported() {
    let server = REDIS.start();
    let plain = Client::open(server.url()).unwrap();
    let mut plain = plain.get_multiplexed_async_connection().await.unwrap();
    let mut set = redis::cmd("CONFIG");
    set.arg(&["SET", "requirepass", PASSWORD]);
    set.exec_async(&mut plain).await.unwrap();

    let sink = OtlpSink::start();
    let lumigo = Lumigo::builder()
        .with_variables([
            ("LUMIGO_TRACER_TOKEN", "t_test"),
            ("LUMIGO_ENDPOINT", &sink.endpoint()),
        ])
        .build();
    let url = format!("redis://:{PASSWORD}@127.0.0.1:{}", server.port());
    let client = LumigoClient::bind(&lumigo, Client::open(url).unwrap());
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    send_secrets(&mut connection).await;
    send_secrets(&mut client.get_connection_manager().await.unwrap()).await;
    lumigo.force_flush(Duration::from_secs(20)).unwrap();

    assert_eq!(sink.spans().len(), 38);
    for request in sink.requests() {
        let bytes = String::from_utf8_lossy(&request.body);
        assert!(bytes.contains("AUTH"));
        for secret in [PASSWORD, VALUE] {
            let before = bytes
                .find(secret)
                .map(|at| &bytes[at.saturating_sub(60)..at]);
            assert_eq!(before, None);
        }
    }
}

#[tokio::test]
async fn a_wrong_password_fails_to_connect_as_before() {
    let server = REDIS.start();
    let url = format!("redis://ada:wrong@127.0.0.1:{}", server.port());
    let client = Client::open(url).unwrap();
    let expected = client.get_multiplexed_async_connection().await.unwrap_err();
    let client = LumigoClient::from(client);
    let error = client.get_multiplexed_async_connection().await.unwrap_err();
    assert_eq!(error.to_string(), expected.to_string());
}
