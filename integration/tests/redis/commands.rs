//! Every way to send a command.

use crate::support::{Names, connect, plain};
use integration::spans::{attributes, error_type, in_span};
use lumigo_testing::SpanRecorder;
use redis::{AsyncCommands, AsyncTypedCommands, ConnectionAddr};
use serde_json::json;
use std::collections::{BTreeSet, HashMap};
use tokio_stream::StreamExt;

#[tokio::test]
async fn a_command_has_the_attributes_of_the_conventions() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let names = Names::new();
    let mut connection = connect(&lumigo).await;
    let name = names.of("user:1");
    let set = AsyncCommands::set::<_, _, ()>(&mut connection, &name, "ada");
    in_span(&lumigo, "work", set).await.unwrap();
    assert_eq!(recorder.tree(), "INTERNAL work\n  CLIENT SET");
    let span = recorder.span_named("SET");
    let ConnectionAddr::Tcp(host, port) = plain().get_connection_info().addr().clone() else {
        panic!("REDIS_URL is to name a host");
    };
    assert_eq!(
        attributes(&span),
        json!({
            "db.system.name": "redis",
            "db.namespace": "0",
            "db.operation.name": "SET",
            "db.query.text": format!("SET {name} ?"),
            "db.statement": format!("SET {name} ?"),
            "server.address": host,
            "server.port": port,
        })
    );
    assert_eq!(span.scope_name, "lumigo-redis");
    assert_eq!(error_type(&span), None);
}

#[tokio::test]
async fn commands_are_called_as_they_are_without_spans() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let names = Names::new();
    let (a, h, s) = (names.of("a"), names.of("h"), names.of("s"));
    let mut connection = connect(&lumigo).await;
    let con = &mut connection;
    let () = AsyncCommands::set(con, &a, 7).await.unwrap();
    assert_eq!(AsyncTypedCommands::incr(con, &a, 1).await, Ok(8));
    let seen: Option<i32> = redis::cmd("GET").arg(&a).query_async(con).await.unwrap();
    assert_eq!(seen, Some(8));
    redis::cmd("EXPIRE")
        .arg(&a)
        .arg(600)
        .exec_async(con)
        .await
        .unwrap();
    let fields = [("name", "ada"), ("mail", "ada@shop.example")];
    let () = AsyncCommands::hset_multiple(con, &h, &fields)
        .await
        .unwrap();
    let all: HashMap<String, String> = AsyncCommands::hgetall(con, &h).await.unwrap();
    assert_eq!(all["name"], "ada");
    let nothing: Option<String> = AsyncCommands::get(con, names.of("z")).await.unwrap();
    assert_eq!(nothing, None);
    let () = AsyncCommands::sadd(con, &s, &["x", "y"]).await.unwrap();
    let texts: Vec<_> = recorder
        .spans()
        .iter()
        .map(|span| names.query_text(span))
        .collect();
    assert_eq!(
        texts,
        [
            "SET a ?",
            "INCRBY a ?",
            "GET a",
            "EXPIRE a ?",
            "HMSET h name ? mail ?",
            "HGETALL h",
            "GET z",
            "SADD s ? ?",
        ]
    );
}

#[tokio::test]
async fn each_page_of_a_scan_is_a_command() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let names = Names::new();
    let (s, members) = (names.of("s"), (0..2_000).collect::<BTreeSet<u32>>());
    let mut connection = connect(&lumigo).await;
    let () = AsyncCommands::sadd(&mut connection, &s, &members)
        .await
        .unwrap();
    recorder.clear();
    let scan = AsyncCommands::sscan::<_, u32>(&mut connection, &s)
        .await
        .unwrap();
    let seen: BTreeSet<_> = scan.map(Result::unwrap).collect().await;
    assert_eq!(seen, members);
    let spans = recorder.spans();
    assert!(spans.len() > 1, "{}", spans.len());
    assert!(
        spans
            .iter()
            .all(|span| names.query_text(span) == "SSCAN s ?")
    );
}

#[tokio::test]
async fn names_stay_as_they_are_written() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let mut connection = connect(&lumigo).await;
    redis::cmd("client")
        .arg("id")
        .exec_async(&mut connection)
        .await
        .unwrap();
    assert_eq!(names_of(&recorder), ["client"]);
    // None that a command can have.
    let error = redis::cmd("GET a secret").exec_async(&mut connection).await;
    assert!(error.is_err());
    assert_eq!(names_of(&recorder), ["client", "redis"]);
    let span = recorder.span_named("redis");
    assert_eq!(span.attribute("db.operation.name"), None);
    assert_eq!(span.attribute("db.query.text"), Some(&json!("?")));
}

fn names_of(recorder: &SpanRecorder) -> Vec<String> {
    recorder.spans().into_iter().map(|span| span.name).collect()
}
