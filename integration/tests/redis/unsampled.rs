//! A caller that is not sampled.

use crate::support::{Names, connect};
use integration::spans::{PARENT, TRACE};
use lumigo_opentelemetry::opentelemetry::Context;
use lumigo_opentelemetry::opentelemetry::trace::{
    FutureExt, SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState,
};
use lumigo_testing::SpanRecorder;
use redis::AsyncCommands;

#[tokio::test]
async fn commands_under_an_unsampled_span_have_none() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let names = Names::new();
    let a = names.of("a");
    let caller = SpanContext::new(
        TraceId::from_hex(TRACE).unwrap(),
        SpanId::from_hex(PARENT).unwrap(),
        TraceFlags::NOT_SAMPLED,
        true,
        TraceState::NONE,
    );
    let mut connection = connect(&lumigo).await;
    let work = async {
        let () = connection.set(&a, "ada").await.unwrap();
        let mut pipeline = redis::pipe();
        pipeline.get(&a).get(&a);
        pipeline
            .query_async::<(String, String)>(&mut connection)
            .await
            .unwrap()
    };
    let answers = work
        .with_context(Context::new().with_remote_span_context(caller))
        .await;
    assert_eq!(answers, ("ada".to_owned(), "ada".to_owned()));
    assert!(recorder.spans().is_empty());
}
