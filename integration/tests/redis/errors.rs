//! Commands that fail.

use crate::support::{Names, connect};
use integration::spans::error_type;
use lumigo_opentelemetry::redis::{LumigoClient, LumigoConnection};
use lumigo_testing::SpanRecorder;
use redis::aio::ConnectionManagerConfig;
use redis::{AsyncCommands, Client, Cmd, RedisError};
use serde_json::json;
use std::net::TcpListener;
use std::time::Duration;

fn cmd(command: &str) -> Cmd {
    let mut parts = command.split(' ');
    let mut cmd = redis::cmd(parts.next().unwrap());
    cmd.arg(parts.collect::<Vec<_>>());
    cmd
}

#[tokio::test]
async fn an_error_of_the_server_is_told_by_its_code() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let names = Names::new();
    let a = names.of("a");
    let mut connection = connect(&lumigo).await;
    let () = connection.set(&a, "ada").await.unwrap();
    for (command, code) in [
        (format!("LPUSH {a} 1"), "WRONGTYPE"),
        (format!("INCR {a}"), "ERR"),
        (
            "EVALSHA 0000000000000000000000000000000000000000 0".to_owned(),
            "NOSCRIPT",
        ),
        ("NOSUCHCOMMAND hunter2".to_owned(), "ERR"),
        ("EXEC".to_owned(), "ERR"),
    ] {
        recorder.clear();
        let error = cmd(&command).exec_async(&mut connection).await.unwrap_err();
        assert_eq!(error.code(), Some(code), "{command}");
        let span = recorder.only_span();
        assert_eq!(error_type(&span), Some(code), "{command}");
        assert_eq!(
            span.attribute("db.response.status_code"),
            Some(&json!(code))
        );
        assert!(!format!("{span:?}").contains("hunter2"));
    }
}

#[tokio::test]
async fn an_error_that_a_script_makes_up_is_told_only_if_it_is_a_code() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let mut connection = connect(&lumigo).await;
    for (error, expected, code) in [
        ("SOLDOUT of pens", "SOLDOUT", Some(json!("SOLDOUT"))),
        ("hunter2 is no password", "_OTHER", None),
        (&format!("{} of pens", "A".repeat(33)), "_OTHER", None),
    ] {
        recorder.clear();
        let script = format!("return redis.error_reply('{error}')");
        let eval = redis::cmd("EVAL")
            .arg(script)
            .arg(0)
            .exec_async(&mut connection)
            .await;
        eval.unwrap_err();
        let span = recorder.only_span();
        assert_eq!(error_type(&span), Some(expected));
        assert_eq!(span.attribute("db.response.status_code"), code.as_ref());
        assert!(!format!("{span:?}").contains("hunter2"));
    }
}

#[tokio::test]
async fn an_answer_that_does_not_come_in_time_is_a_timeout() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let names = Names::new();
    let mut connection = connect(&lumigo).await;
    connection.set_response_timeout(Duration::from_millis(1));
    let popped: Result<(String, String), RedisError> = connection.blpop(names.of("l"), 20.0).await;
    assert!(popped.unwrap_err().is_timeout());
    let span = recorder.only_span();
    assert_eq!(error_type(&span), Some("timeout"));
    assert_eq!(names.query_text(&span), "BLPOP l ?");
    assert_eq!(span.attribute("db.response.status_code"), None);
}

#[tokio::test]
async fn a_server_that_is_not_there_refuses_the_connection() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let client = Client::open(format!("redis://127.0.0.1:{port}")).unwrap();
    let config = ConnectionManagerConfig::new().set_number_of_retries(0);
    let client = LumigoClient::bind(&lumigo, client);
    let mut manager = client.get_connection_manager_lazy(config).unwrap();
    let result: Result<(), RedisError> = manager.ping().await;
    assert!(result.unwrap_err().is_connection_refusal());
    assert_eq!(
        error_type(&recorder.only_span()),
        Some("connection_refused")
    );
}

#[tokio::test]
async fn an_answer_of_another_type_is_no_failure_of_the_command() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let names = Names::new();
    let a = names.of("a");
    let mut connection: LumigoConnection<_> = connect(&lumigo).await;
    let () = connection.set(&a, "ada").await.unwrap();
    let number: Result<i64, RedisError> = connection.get(&a).await;
    number.unwrap_err();
    assert_eq!(error_type(&recorder.span_named("GET")), None);
}
