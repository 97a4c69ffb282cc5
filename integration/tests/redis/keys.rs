//! What is shown of a command is what the server itself calls its keys.

use crate::support::{Agreeing, plain};
use integration::spans::text;
use lumigo_opentelemetry::redis::LumigoConnection;
use lumigo_testing::SpanRecorder;
use redis::{Cmd, Pipeline, RedisResult};
use std::collections::BTreeSet;

/// Arguments for any command: the words between which its keys are, if it has such, and numbers of keys.
const ARGUMENTS: &[&[&str]] = &[
    &["w0", "w1", "w2", "w3", "w4", "w5", "w6", "w7"],
    &["2", "w1", "w2", "w3", "w4", "w5", "w6", "w7"],
    &["w0", "2", "w2", "w3", "w4", "w5", "w6", "w7"],
    &["w0", "w1", "2", "w3", "w4", "w5", "w6", "w7"],
    &["STREAMS", "w1", "w2", "w3", "w4", "w5", "w6", "w7"],
    &["w0", "w1", "STREAMS", "w3", "w4", "w5", "w6", "w7"],
    &["GROUP", "w1", "w2", "STREAMS", "w4", "w5", "w6", "w7"],
    &["w0", "w1", "w2", "KEYS", "w4", "w5", "w6", "w7"],
    &["w0", "w1", "w2", "STORE", "w4", "w5", "w6", "w7"],
];

/// What is shown besides: fields of hashes, channels, the names of scripts.
fn is_shown_besides(name: &str, index: usize) -> bool {
    match name {
        "hset" | "hmset" => index % 2 == 1,
        "hdel" | "hmget" => true,
        "hget" | "hsetnx" | "hexists" | "hstrlen" | "hincrby" | "hincrbyfloat" => index == 1,
        "subscribe" | "unsubscribe" | "psubscribe" | "punsubscribe" | "ssubscribe"
        | "sunsubscribe" => true,
        "publish" | "spublish" | "evalsha" | "evalsha_ro" | "fcall" | "fcall_ro" => index == 0,
        _ => false,
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(' ').skip(1).filter(|word| word.starts_with('w'))
}

#[tokio::test]
async fn no_more_is_shown_than_the_keys_that_the_server_sees() {
    let mut server = plain().get_multiplexed_async_connection().await.unwrap();
    let list = redis::cmd("COMMAND").arg("LIST").clone();
    let names: Vec<String> = list.query_async(&mut server).await.unwrap();
    let mut calls = Vec::new();
    for name in &names {
        // The server writes `config|get`.
        let words: Vec<&str> = name.split('|').collect();
        for arguments in ARGUMENTS {
            for count in 1..=arguments.len() {
                calls.push([&words[..], &arguments[..count]].concat());
            }
        }
    }
    let ask = |call: &Vec<&str>| -> Cmd {
        let mut ask = redis::cmd("COMMAND");
        ask.arg("GETKEYS").arg(call);
        ask
    };
    let mut pipeline = Pipeline::new();
    pipeline.ignore_errors();
    for call in &calls {
        pipeline.add_command(ask(call));
    }
    let answers: Vec<RedisResult<Vec<String>>> = pipeline.query_async(&mut server).await.unwrap();
    let known = assert_within(&calls, &answers).await;
    assert!(known > 2_000, "{known}");
}

/// The number of calls whose keys the server has told.
async fn assert_within(calls: &[Vec<&str>], answers: &[RedisResult<Vec<String>>]) -> usize {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let mut connection = LumigoConnection::bind(&lumigo, Agreeing, None);
    let mut known = 0;
    for (call, answer) in calls.iter().zip(answers) {
        recorder.clear();
        let mut command = redis::cmd(call[0]);
        command
            .arg(&call[1..])
            .exec_async(&mut connection)
            .await
            .unwrap();
        let span = recorder.only_span();
        let shown: BTreeSet<&str> = words(text(&span, "db.query.text").unwrap()).collect();
        let Ok(keys) = answer else {
            continue;
        };
        known += 1;
        for word in &shown {
            let index = call[1..]
                .iter()
                .position(|argument| argument == word)
                .unwrap();
            let is_key = keys.iter().any(|known| known == word);
            assert!(
                is_key || is_shown_besides(call[0], index),
                "{word} of {call:?}"
            );
        }
    }
    known
}
