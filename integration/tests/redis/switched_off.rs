//! Without an active distribution the wrappers are not there.

use crate::support::{Names, client, connect, plain};
use lumigo_opentelemetry::redis::{LumigoClient, LumigoConnection};
use lumigo_testing::SpanRecorder;
use redis::AsyncCommands;

async fn assert_works(mut connection: impl AsyncCommands) {
    let names = Names::new();
    let () = connection.set(names.of("a"), "ada").await.unwrap();
    let mut pipeline = redis::pipe();
    pipeline.atomic().get(names.of("a"));
    let (value,): (String,) = pipeline.query_async(&mut connection).await.unwrap();
    assert_eq!(value, "ada");
}

#[tokio::test]
async fn switched_off_connections_work_and_make_no_spans() {
    for variable in [
        ("LUMIGO_SWITCH_OFF", "true"),
        ("LUMIGO_ENABLE_TRACES", "false"),
        ("OTEL_SDK_DISABLED", "true"),
        ("LUMIGO_DISABLE_INSTRUMENTATION", "redis"),
        ("LUMIGO_DISABLE_INSTRUMENTATION", "reqwest, redis"),
    ] {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo_with(&[variable]);
        assert_works(connect(&lumigo).await).await;
        let manager = client(&lumigo).get_connection_manager().await.unwrap();
        assert_works(manager).await;
        assert!(recorder.spans().is_empty(), "{variable:?}");
    }
}

#[tokio::test]
async fn without_init_connections_work() {
    let client = LumigoClient::from(plain());
    let connection = client.get_multiplexed_async_connection().await.unwrap();
    assert_works(connection.clone()).await;
    let inner = connection.into_inner();
    assert_works(LumigoConnection::new(inner, client.get_connection_info())).await;
}

#[tokio::test]
async fn after_shutdown_connections_work() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let connection = connect(&lumigo).await;
    lumigo.shutdown();
    assert_works(connection).await;
    assert!(recorder.spans().is_empty());
}

#[tokio::test]
async fn another_name_does_not_switch_them_off() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo_with(&[("LUMIGO_DISABLE_INSTRUMENTATION", "reqwest,sqlx")]);
    assert_works(connect(&lumigo).await).await;
    assert_eq!(recorder.spans().len(), 2);
}
