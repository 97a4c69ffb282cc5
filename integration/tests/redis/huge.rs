//! Long commands and large values.

use crate::support::{Agreeing, Names, connect};
use integration::spans::text;
use lumigo_opentelemetry::redis::LumigoConnection;
use lumigo_testing::SpanRecorder;
use redis::{AsyncCommands, pipe};
use serde_json::json;

#[tokio::test]
async fn a_large_value_arrives_and_is_not_shown() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let names = Names::new();
    let (a, value) = (names.of("a"), vec![b'x'; 16 << 20]);
    let mut connection = connect(&lumigo).await;
    let () = connection.set(&a, &value).await.unwrap();
    let read: Vec<u8> = connection.get(&a).await.unwrap();
    assert!(read == value);
    assert_eq!(names.query_text(&recorder.span_named("SET")), "SET a ?");
}

#[tokio::test]
async fn many_keys_are_cut_at_the_limit() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo_with(&[("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "30")]);
    let mut connection = LumigoConnection::bind(&lumigo, Agreeing, None);
    let pairs: Vec<_> = (0..100_000).map(|n| (format!("a:{n}"), n)).collect();
    let () = connection.mset(&pairs).await.unwrap();
    let span = recorder.only_span();
    assert_eq!(
        text(&span, "db.query.text"),
        Some("MSET a:0 ? a:1 ? a:2 ? a:3 ? a")
    );
}

#[tokio::test]
async fn many_commands_are_cut_at_the_limit() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo_with(&[("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "15")]);
    let mut connection = LumigoConnection::bind(&lumigo, Agreeing, None);
    let mut pipeline = pipe();
    for n in 0..100_000 {
        pipeline.get(format!("a:{n}"));
    }
    pipeline.exec_async(&mut connection).await.unwrap();
    let span = recorder.only_span();
    assert_eq!(span.name, "PIPELINE GET");
    assert_eq!(
        span.attribute("db.operation.batch.size"),
        Some(&json!(100_000))
    );
    assert_eq!(text(&span, "db.query.text"), Some("GET a:0\nGET a:1"));
}
