//! Pipelines, atomic ones too.

use crate::support::{Names, connect, plain};
use integration::spans::error_type;
use lumigo_testing::{SpanRecorder, TestSpan};
use redis::{Pipeline, RedisResult, Value, pipe};
use serde_json::json;

/// Sends a pipeline, whose one span is returned with the answers.
async fn sent(pipeline: &Pipeline) -> (TestSpan, RedisResult<Value>) {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let mut connection = connect(&lumigo).await;
    let answers = pipeline.query_async(&mut connection).await;
    (recorder.only_span(), answers)
}

#[tokio::test]
async fn a_pipeline_is_one_span_with_a_line_per_command() {
    let names = Names::new();
    let (a, h) = (names.of("a"), names.of("h"));
    let mut pipeline = pipe();
    pipeline
        .set(&a, "ada")
        .ignore()
        .get(&a)
        .hset(&h, "name", "bob");
    let (span, answers) = sent(&pipeline).await;
    assert_eq!(
        redis::from_redis_value(answers.unwrap()),
        Ok(("ada".to_owned(), 1))
    );
    assert_eq!(span.name, "PIPELINE");
    assert_eq!(
        span.attribute("db.operation.name"),
        Some(&json!("PIPELINE"))
    );
    assert_eq!(span.attribute("db.operation.batch.size"), Some(&json!(3)));
    assert_eq!(names.query_text(&span), "SET a ?\nGET a\nHSET h name ?");
    assert_eq!(error_type(&span), None);
}

#[tokio::test]
async fn a_pipeline_is_named_for_what_its_commands_share() {
    let names = Names::new();
    let (a, b) = (names.of("a"), names.of("b"));
    for (pipeline, expected, size) in [
        (pipe().set(&a, 1).set(&b, 2), "PIPELINE SET", Some(2)),
        (pipe().set(&a, 1).get(&a), "PIPELINE", Some(2)),
        (pipe().set(&a, 1), "SET", None),
        (
            pipe().atomic().incr(&a, 1).incr(&b, 1),
            "MULTI INCRBY",
            Some(2),
        ),
        (pipe().atomic().incr(&a, 1).get(&b), "MULTI", Some(2)),
        (pipe().atomic().get(&a), "MULTI GET", None),
    ] {
        let (span, answers) = sent(pipeline).await;
        answers.unwrap();
        assert_eq!(span.name, expected);
        assert_eq!(span.attribute("db.operation.name"), Some(&json!(expected)));
        let size = size.map(|size| json!(size));
        assert_eq!(
            span.attribute("db.operation.batch.size"),
            size.as_ref(),
            "{expected}"
        );
    }
}

#[tokio::test]
async fn an_atomic_pipeline_answers_as_before() {
    let names = Names::new();
    let a = names.of("a");
    let (span, answers) = sent(pipe().atomic().set(&a, 41).ignore().incr(&a, 1)).await;
    assert_eq!(redis::from_redis_value(answers.unwrap()), Ok((42,)));
    assert_eq!(names.query_text(&span), "SET a ?\nINCRBY a ?");
}

#[tokio::test]
async fn an_empty_pipeline_fails_as_before() {
    let mut connection = plain().get_multiplexed_async_connection().await.unwrap();
    let expected = pipe().exec_async(&mut connection).await.unwrap_err();
    let (span, answers) = sent(&pipe()).await;
    assert_eq!(answers.unwrap_err().to_string(), expected.to_string());
    assert_eq!(span.name, "PIPELINE");
    assert_eq!(span.attribute("db.query.text"), None);
    assert_eq!(error_type(&span), Some("client"));
}

#[tokio::test]
async fn the_first_error_among_the_answers_fails_the_span() {
    let names = Names::new();
    let a = names.of("a");
    let mut failing = pipe();
    failing
        .set(&a, "ada")
        .cmd("LPUSH")
        .arg(&a)
        .arg("bob")
        .get(&a);
    for pipeline in [&failing, failing.clone().atomic()] {
        let (span, answers) = sent(pipeline).await;
        assert_eq!(answers.unwrap_err().code(), None);
        assert_eq!(error_type(&span), Some("WRONGTYPE"));
        assert_eq!(
            span.attribute("db.response.status_code"),
            Some(&json!("WRONGTYPE"))
        );
    }
}

#[tokio::test]
async fn an_error_that_the_host_has_ignored_is_told_too() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let names = Names::new();
    let a = names.of("a");
    let mut connection = connect(&lumigo).await;
    let results: Vec<RedisResult<Value>> = pipe()
        .set(&a, "ada")
        .lpush(&a, "bob")
        .ignore_errors()
        .query_async(&mut connection)
        .await
        .unwrap();
    assert!(results[0].is_ok() && results[1].is_err());
    assert_eq!(error_type(&recorder.only_span()), Some("WRONGTYPE"));
}
