//! Messages whose handlers' spans belong to the receive.

use crate::scopes::{batch_of, fill, handle, receive, sent_and_received};
use crate::support::{Host, bare, queue};
use integration::moto::Moto;
use integration::spans::{current, error_type, in_span, traceparent, work};
use integration::wire::soon;
use lumigo_opentelemetry::aws::{ScopedBatch, ScopedMessage, SendScoped};
use lumigo_opentelemetry::opentelemetry::Context;
use lumigo_opentelemetry::opentelemetry::trace::TraceContextExt;
use std::io::Error;

async fn only_message(host: &Host) -> ScopedMessage {
    batch_of(host, 1).await.into_messages().remove(0)
}

const HANDLED: &str = "CLIENT SQS.ReceiveMessage\n  INTERNAL handle";

#[tokio::test]
async fn spans_of_a_future_in_scope_are_children_of_the_receive() {
    let host = Host::start();
    let message = only_message(&host).await;
    assert_eq!(message.body(), Some("0"));
    let answer = message.in_scope(async {
        handle(&host.lumigo).await;
        7
    });
    assert_eq!(answer.await, 7);
    assert_eq!(current(), "none");
    assert_eq!(host.tree(), HANDLED);
}

#[tokio::test]
async fn spans_of_a_closure_in_scope_are_children_of_the_receive() {
    let host = Host::start();
    let message = only_message(&host).await;
    let answer = message.in_scope_sync(|| {
        work(&host.lumigo, "handle");
        7
    });
    assert_eq!(answer, 7);
    assert_eq!(current(), "none");
    assert_eq!(host.tree(), HANDLED);
}

#[tokio::test]
async fn under_a_span_that_is_current_already_its_children_stay_its_own() {
    let host = Host::start();
    let batch = batch_of(&host, 4).await;
    in_span(&host.lumigo, "consumer", async {
        let mut messages = batch.into_messages();
        let (first, second) = (messages.remove(0), messages.remove(0));
        first.in_scope(handle(&host.lumigo)).await;
        second.in_scope_sync(|| work(&host.lumigo, "sync"));
    })
    .await;
    assert_eq!(
        host.tree(),
        "CLIENT SQS.ReceiveMessage\n\nINTERNAL consumer\n  INTERNAL handle\n  INTERNAL sync"
    );
}

#[tokio::test]
async fn a_receive_under_a_span_is_its_child_and_what_is_handled_later_the_receive_s() {
    let host = Host::start();
    let batch = in_span(&host.lumigo, "poll", batch_of(&host, 1)).await;
    for message in batch.into_messages() {
        message.in_scope(handle(&host.lumigo)).await;
    }
    assert_eq!(
        host.tree(),
        "INTERNAL poll\n  CLIENT SQS.ReceiveMessage\n    INTERNAL handle"
    );
}

#[tokio::test]
async fn messages_work_in_other_tasks_and_threads_when_their_batch_is_gone() {
    let host = Host::start();
    let messages = batch_of(&host, 3).await.into_messages();
    let [first, second, third] = <[_; 3]>::try_from(messages).unwrap();
    let lumigo = host.lumigo.clone();
    let task = tokio::spawn(async move { first.in_scope(handle(&lumigo)).await });
    soon(task).await.unwrap();
    let lumigo = host.lumigo.clone();
    let thread = std::thread::spawn(move || {
        second.in_scope_sync(|| work(&lumigo, "handle"));
        current()
    });
    assert_eq!(thread.join().unwrap(), "none");
    let lumigo = host.lumigo.clone();
    let task = tokio::task::spawn_blocking(move || {
        third.in_scope_sync(|| work(&lumigo, "handle"));
        third.into_inner()
    });
    assert_eq!(soon(task).await.unwrap().body(), Some("2"));
    let expected = format!(
        "CLIENT SQS.ReceiveMessage{}",
        "\n  INTERNAL handle".repeat(3)
    );
    assert_eq!(host.tree(), expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_future_in_scope_keeps_it_on_whatever_thread_it_goes_on() {
    let host = Host::start();
    let messages = batch_of(&host, 10).await.into_messages();
    let tasks = messages.into_iter().map(|message| {
        let lumigo = host.lumigo.clone();
        tokio::spawn(async move {
            message
                .in_scope(async {
                    let scope = current();
                    for _ in 0..20 {
                        tokio::task::yield_now().await;
                        assert_eq!(current(), scope);
                    }
                    handle(&lumigo).await;
                })
                .await;
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        soon(task).await.unwrap();
    }
    let expected = format!(
        "CLIENT SQS.ReceiveMessage{}",
        "\n  INTERNAL handle".repeat(10)
    );
    assert_eq!(host.tree(), expected);
}

#[tokio::test]
async fn an_empty_batch_has_no_turns_and_no_span() {
    let host = Host::start();
    let batch = receive(&host, &queue().await).await;
    assert!(batch.is_empty());
    assert_eq!(batch.len(), 0);
    assert_eq!(batch.into_iter().count(), 0);
    assert_eq!(current(), "none");
    assert!(host.spans().is_empty());
}

#[tokio::test]
async fn a_receive_that_was_customized_is_scoped_too() {
    let host = Host::start();
    let queue = queue().await;
    fill(&queue, 1).await;
    let receive = bare().receive_message().queue_url(&queue).customize();
    let receive = receive.interceptor(host.interceptor()).send_scoped();
    for message in soon(receive).await.unwrap() {
        message.in_scope(handle(&host.lumigo)).await;
    }
    assert_eq!(host.tree(), HANDLED);
}

#[tokio::test]
async fn a_receive_that_fails_gives_the_error_of_the_sdk() {
    let host = Host::start();
    let url = Moto::shared().endpoint() + "/123456789012/none-such";
    let receive = host.sqs().receive_message().queue_url(url).send_scoped();
    let error = soon(receive).await.unwrap_err();
    assert!(error.as_service_error().unwrap().is_queue_does_not_exist());
    assert!(error_type(&host.only_span()).is_some());
}

#[tokio::test]
async fn without_an_interceptor_messages_are_handled_under_what_is_current() {
    let host = Host::start();
    let queue = queue().await;
    fill(&queue, 4).await;
    let receive = bare()
        .receive_message()
        .queue_url(&queue)
        .max_number_of_messages(3);
    let batch = soon(receive.send_scoped()).await.unwrap();
    let [first, second, third] = <[_; 3]>::try_from(batch.into_messages()).unwrap();
    first.in_scope(handle(&host.lumigo)).await;
    second.in_scope_sync(|| work(&host.lumigo, "handle"));
    in_span(
        &host.lumigo,
        "consumer",
        third.process(handle(&host.lumigo)),
    )
    .await;
    for message in soon(bare().receive_message().queue_url(&queue).send_scoped())
        .await
        .unwrap()
    {
        assert_eq!(message.body(), Some("3"));
        work(&host.lumigo, "turn");
    }
    assert_eq!(
        host.tree(),
        "INTERNAL handle\n\nINTERNAL handle\n\nINTERNAL consumer\n  INTERNAL handle\n\nINTERNAL turn"
    );
}

#[tokio::test]
async fn a_message_outlives_the_distribution() {
    let host = Host::start();
    let queue = queue().await;
    let message = sent_and_received(&host, &queue).await;
    host.lumigo.shutdown();
    assert_eq!(message.in_scope(async { 7 }).await, 7);
    assert_eq!(
        message.process(async { Ok::<_, Error>(7) }).await.unwrap(),
        7
    );
    assert_eq!(message.in_scope_sync(|| 7), 7);
    drop(host);
    assert_eq!(
        message.process(async { Ok::<_, Error>(7) }).await.unwrap(),
        7
    );
}

#[tokio::test]
async fn what_is_scoped_is_the_message_as_it_was_received() {
    let host = Host::start();
    let queue = queue().await;
    let message = sent_and_received(&host, &queue).await;
    assert_eq!(message.message_attributes, None);
    assert_eq!(message.md5_of_message_attributes, None);
    let id = message.message_id().unwrap().to_owned();
    let inner = message.into_inner();
    assert_eq!(
        (inner.message_id(), inner.body()),
        (Some(&*id), Some("hello"))
    );
}

#[test]
fn messages_can_be_sent_and_shared_between_threads() {
    fn assert_bounds<T: Send + Sync + std::fmt::Debug + 'static>() {}
    assert_bounds::<ScopedMessage>();
    assert_bounds::<ScopedBatch>();
}

#[tokio::test]
async fn the_receive_is_the_parent_though_it_has_ended() {
    let host = Host::start();
    let message = only_message(&host).await;
    let receive = host.only_span();
    let within = message.in_scope_sync(current);
    assert_eq!(within, traceparent(&receive));
    assert!(message.in_scope_sync(|| !Context::current().span().is_recording()));
}
