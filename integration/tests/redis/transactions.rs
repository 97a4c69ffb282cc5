//! Transactions with `WATCH`, and by hand.

use crate::support::{Names, connect};
use integration::spans::error_type;
use lumigo_testing::SpanRecorder;
use redis::AsyncCommands;
use redis::aio::transaction_async;

#[tokio::test]
async fn a_transaction_that_watches_is_made_of_commands() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let names = Names::new();
    let a = names.of("a");
    let connection = connect(&lumigo).await;
    let done: (i64,) = transaction_async(connection, &[&a], |mut connection, mut pipeline| {
        let a = a.clone();
        async move {
            let before: Option<i64> = connection.get(&a).await?;
            let after = before.unwrap_or(0) + 1;
            pipeline.set(&a, after).ignore().get(&a);
            pipeline.query_async(&mut connection).await
        }
    })
    .await
    .unwrap();
    assert_eq!(done, (1,));
    let spans = recorder.spans();
    let texts: Vec<_> = spans.iter().map(|span| names.query_text(span)).collect();
    assert_eq!(texts[..3], ["WATCH a", "GET a", "SET a ?\nGET a"]);
    assert_eq!(spans[2].name, "MULTI");
    assert!(spans.iter().all(|span| error_type(span).is_none()));
}

#[tokio::test]
async fn a_transaction_that_somebody_else_has_spoilt_is_no_error() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let names = Names::new();
    let a = names.of("a");
    let (mut first, mut second) = (connect(&lumigo).await, connect(&lumigo).await);
    redis::cmd("WATCH")
        .arg(&a)
        .exec_async(&mut first)
        .await
        .unwrap();
    let () = second.set(&a, 1).await.unwrap();
    let answers: Option<(i64,)> = redis::pipe()
        .atomic()
        .incr(&a, 1)
        .query_async(&mut first)
        .await
        .unwrap();
    assert_eq!(answers, None);
    assert_eq!(error_type(&recorder.span_named("MULTI INCRBY")), None);
}

#[tokio::test]
async fn errors_within_a_transaction_by_hand_are_told() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let names = Names::new();
    let a = names.of("a");
    let mut connection = connect(&lumigo).await;
    let () = connection.set(&a, "ada").await.unwrap();
    redis::cmd("MULTI")
        .exec_async(&mut connection)
        .await
        .unwrap();
    redis::cmd("LPUSH")
        .arg(&a)
        .arg(1)
        .exec_async(&mut connection)
        .await
        .unwrap();
    let result = redis::cmd("EXEC").exec_async(&mut connection).await;
    assert!(result.is_err());
    assert_eq!(error_type(&recorder.span_named("LPUSH")), None);
    assert_eq!(error_type(&recorder.span_named("EXEC")), Some("WRONGTYPE"));
}
