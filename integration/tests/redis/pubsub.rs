//! Publishing, and subscriptions by the connection's own methods.

use crate::support::{Names, connect, plain};
use integration::wire::soon;
use lumigo_opentelemetry::redis::LumigoClient;
use lumigo_testing::SpanRecorder;
use redis::{AsyncCommands, AsyncConnectionConfig, Client, ProtocolVersion, PushKind};

#[tokio::test]
async fn a_channel_is_shown_and_a_message_is_not() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let names = Names::new();
    let news = names.of("news");
    let info = plain().get_connection_info().clone();
    let settings = info.redis_settings().clone();
    let settings = settings.set_protocol(ProtocolVersion::RESP3);
    let client = Client::open(info.set_redis_settings(settings)).unwrap();
    let client = LumigoClient::bind(&lumigo, client);
    let (sender, mut pushes) = tokio::sync::mpsc::unbounded_channel();
    let config = AsyncConnectionConfig::new().set_push_sender(sender);
    let subscriber = client.get_multiplexed_async_connection_with_config(&config);
    let mut subscriber = subscriber.await.unwrap();
    subscriber.subscribe(&news).await.unwrap();
    assert!(recorder.spans().is_empty());
    let mut publisher = connect(&lumigo).await;
    let () = publisher.publish(&news, "hunter2").await.unwrap();
    let push = soon(async {
        loop {
            let push = pushes.recv().await.unwrap();
            if push.kind == PushKind::Message {
                return push;
            }
        }
    });
    assert_eq!(
        push.await.data[1],
        redis::Value::BulkString(b"hunter2".to_vec())
    );
    assert_eq!(names.query_text(&recorder.only_span()), "PUBLISH news ?");
}
