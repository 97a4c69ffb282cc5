//! What the tests of scopes share: batches of messages, and work on them.

use crate::support::{Host, bare, queue};
use integration::wire::soon;
use lumigo_opentelemetry::Lumigo;
use lumigo_opentelemetry::aws::{ScopedBatch, ScopedMessage, SendScoped};
use lumigo_opentelemetry::opentelemetry::Context;
use lumigo_opentelemetry::opentelemetry::trace::{
    FutureExt, TraceContextExt, Tracer, TracerProvider,
};
use std::time::Duration;

/// Puts messages into a queue, as somebody who is not observed.
pub(crate) async fn fill(queue: &str, count: usize) {
    for number in 0..count {
        let send = bare()
            .send_message()
            .queue_url(queue)
            .message_body(number.to_string());
        soon(send.send()).await.unwrap();
    }
}

pub(crate) async fn receive(host: &Host, queue: &str) -> ScopedBatch {
    let receive = host.sqs().receive_message().queue_url(queue);
    soon(receive.max_number_of_messages(10).send_scoped())
        .await
        .unwrap()
}

/// A batch of so many messages without a producer.
pub(crate) async fn batch_of(host: &Host, count: usize) -> ScopedBatch {
    let queue = queue().await;
    fill(&queue, count).await;
    let batch = receive(host, &queue).await;
    assert_eq!(batch.len(), count);
    batch
}

/// A span of the host's own, over a wait.
pub(crate) async fn handle(lumigo: &Lumigo) {
    let tracer = lumigo.tracer_provider().tracer("host");
    let context = Context::current_with_span(tracer.start("handle"));
    tokio::time::sleep(Duration::from_millis(1))
        .with_context(context)
        .await;
}

/// Sends one message through an observed client, and receives it scoped.
pub(crate) async fn sent_and_received(host: &Host, queue: &str) -> ScopedMessage {
    let send = host
        .sqs()
        .send_message()
        .queue_url(queue)
        .message_body("hello");
    soon(send.send()).await.unwrap();
    receive(host, queue).await.into_messages().remove(0)
}
