//! `tracing` around calls and in the work on messages, with `tracing-opentelemetry` installed.

use crate::support::{Host, name_of, queue};
use integration::wire::soon;
use lumigo_opentelemetry::SendScoped;
use lumigo_opentelemetry::aws::ScopedBatch;
use opentelemetry::trace::TracerProvider;
use tracing::Instrument;
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;

/// Makes spans of `tracing` up to this level, on this thread.
fn subscribe(host: &Host, level: LevelFilter) -> DefaultGuard {
    let tracer = host.lumigo.tracer_provider().tracer("host");
    let layer = tracing_opentelemetry::layer().with_tracer(tracer);
    tracing::subscriber::set_default(tracing_subscriber::registry().with(layer.with_filter(level)))
}

#[tracing::instrument]
async fn handle() {
    tokio::task::yield_now().await;
}

async fn batch(host: &Host, queue: &str) -> ScopedBatch {
    let send = host
        .sqs()
        .send_message()
        .queue_url(queue)
        .message_body("hello");
    soon(send.send()).await.unwrap();
    soon(host.sqs().receive_message().queue_url(queue).send_scoped())
        .await
        .unwrap()
}

#[tokio::test]
async fn calls_are_children_of_the_span_that_they_are_made_in() {
    let host = Host::start();
    let queue = queue().await;
    let _subscribed = subscribe(&host, LevelFilter::INFO);
    let call = async { drop(batch(&host, &queue).await) };
    call.instrument(tracing::info_span!("request")).await;
    assert_eq!(
        host.tree(),
        "INTERNAL request\n  PRODUCER SQS.SendMessage\n  CLIENT SQS.ReceiveMessage"
    );
}

#[tokio::test]
async fn work_on_messages_is_in_their_scope() {
    let host = Host::start();
    let queue = queue().await;
    let _subscribed = subscribe(&host, LevelFilter::INFO);
    for message in batch(&host, &queue).await {
        message.in_scope(handle()).await;
        message.in_scope_sync(|| tracing::info_span!("sync").in_scope(|| ()));
        tracing::info_span!("turn").in_scope(|| ());
        message.process(handle()).await;
    }
    let expected = format!(
        "PRODUCER SQS.SendMessage\n  CONSUMER process {}\n    INTERNAL handle\n\n\
         CLIENT SQS.ReceiveMessage\n  INTERNAL handle\n  INTERNAL sync\n  INTERNAL turn",
        name_of(&queue)
    );
    assert_eq!(host.tree(), expected);
}

#[tokio::test]
async fn no_level_switches_a_call_s_span_off() {
    for level in [LevelFilter::OFF, LevelFilter::ERROR] {
        let host = Host::start();
        let _subscribed = subscribe(&host, level);
        soon(host.sqs().list_queues().send()).await.unwrap();
        assert_eq!(host.tree(), "CLIENT SQS.ListQueues");
    }
}
