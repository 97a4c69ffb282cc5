//! Messages whose handlers' spans belong to the receive, or to the trace of their producer.

use crate::support::{Host, bare, name_of, queue};
use integration::moto::Moto;
use integration::spans::{current, error_type, in_span, traceparent, work};
use integration::wire::soon;
use lumigo_opentelemetry::Lumigo;
use lumigo_opentelemetry::aws::{ScopedBatch, ScopedMessage, SendScoped};
use lumigo_opentelemetry::opentelemetry::Context;
use lumigo_opentelemetry::opentelemetry::trace::{
    FutureExt, TraceContextExt, Tracer, TracerProvider,
};
use lumigo_testing::TestSpan;
use std::io::Error;
use std::time::Duration;
use tokio::sync::oneshot;

/// Puts messages into a queue, as somebody who is not observed.
async fn fill(queue: &str, count: usize) {
    for number in 0..count {
        let send = bare()
            .send_message()
            .queue_url(queue)
            .message_body(number.to_string());
        soon(send.send()).await.unwrap();
    }
}

async fn receive(host: &Host, queue: &str) -> ScopedBatch {
    let receive = host.sqs().receive_message().queue_url(queue);
    soon(receive.max_number_of_messages(10).send_scoped())
        .await
        .unwrap()
}

/// A batch of so many messages without a producer.
async fn batch_of(host: &Host, count: usize) -> ScopedBatch {
    let queue = queue().await;
    fill(&queue, count).await;
    let batch = receive(host, &queue).await;
    assert_eq!(batch.len(), count);
    batch
}

async fn only_message(host: &Host) -> ScopedMessage {
    batch_of(host, 1).await.into_messages().remove(0)
}

/// A span of the host's own, over a wait.
async fn handle(lumigo: &Lumigo) {
    let tracer = lumigo.tracer_provider().tracer("host");
    let context = Context::current_with_span(tracer.start("handle"));
    tokio::time::sleep(Duration::from_millis(1))
        .with_context(context)
        .await;
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
async fn spans_of_each_turn_of_a_loop_are_children_of_the_receive() {
    let host = Host::start();
    let mut bodies = Vec::new();
    for message in batch_of(&host, 3).await {
        bodies.push(message.body().unwrap().to_owned());
        work(&host.lumigo, "turn");
        handle(&host.lumigo).await;
    }
    work(&host.lumigo, "afterwards");
    assert_eq!(bodies, ["0", "1", "2"]);
    assert_eq!(current(), "none");
    let turns = "\n  INTERNAL turn\n  INTERNAL handle".repeat(3);
    let expected = format!("CLIENT SQS.ReceiveMessage{turns}\n\nINTERNAL afterwards");
    assert_eq!(host.tree(), expected);
}

#[tokio::test]
async fn a_loop_that_is_left_leaves_the_scope() {
    let host = Host::start();
    for message in batch_of(&host, 2).await {
        if message.body() == Some("1") {
            break;
        }
    }
    assert_eq!(current(), "none");
    let batch = batch_of(&host, 2).await;
    let left = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        for message in batch {
            assert_ne!(message.body(), Some("1"), "on purpose");
        }
    }));
    assert!(left.is_err());
    assert_eq!(current(), "none");
}

#[tokio::test]
async fn between_two_turns_and_before_the_first_nothing_is_current() {
    let host = Host::start();
    let mut messages = batch_of(&host, 2).await.into_iter();
    assert_eq!(current(), "none");
    let first = messages.next().unwrap();
    let scope = current();
    assert_ne!(scope, "none");
    drop(first);
    let _second = messages.next().unwrap();
    assert_eq!(current(), scope);
    assert!(messages.next().is_none());
    assert_eq!(current(), "none");
    assert!(messages.next().is_none());
}

#[tokio::test]
async fn loops_within_loops_leave_in_their_order() {
    let host = Host::start();
    for _ in batch_of(&host, 2).await {
        let scope = current();
        for _ in batch_of(&host, 2).await {
            // The outer one was current already.
            assert_eq!(current(), scope);
        }
        assert_eq!(current(), scope);
    }
    assert_eq!(current(), "none");
}

#[tokio::test]
async fn a_turn_goes_on_in_scope_after_work_that_has_waited() {
    let host = Host::start();
    for message in batch_of(&host, 2).await {
        message.in_scope(handle(&host.lumigo)).await;
        work(&host.lumigo, "afterwards");
    }
    let turns = "\n  INTERNAL handle\n  INTERNAL afterwards".repeat(2);
    assert_eq!(host.tree(), format!("CLIENT SQS.ReceiveMessage{turns}"));
}

#[tokio::test]
async fn a_turn_goes_on_in_scope_after_work_that_was_given_up() {
    let host = Host::start();
    for message in batch_of(&host, 2).await {
        let scope = current();
        tokio::select! {
            biased;
            () = message.in_scope(std::future::pending()) => unreachable!(),
            () = tokio::task::yield_now() => (),
        }
        assert_eq!(current(), scope);
    }
    assert_eq!(current(), "none");
}

/// What is current wherever another task of the thread is, until it is stopped.
fn observe() -> (tokio::task::JoinHandle<Vec<String>>, oneshot::Sender<()>) {
    let (stop, mut stopped) = oneshot::channel();
    let observer = tokio::spawn(async move {
        let mut seen = Vec::new();
        while stopped.try_recv() == Err(oneshot::error::TryRecvError::Empty) {
            seen.push(current());
            tokio::task::yield_now().await;
        }
        seen
    });
    (observer, stop)
}

#[tokio::test]
async fn what_the_thread_does_while_a_turn_waits_is_no_part_of_it() {
    let host = Host::start();
    let (first, second) = (batch_of(&host, 2).await, batch_of(&host, 2).await);
    let (observer, stop) = observe();
    let drain = |batch: ScopedBatch| async {
        for message in batch {
            message.in_scope(handle(&host.lumigo)).await;
            message.in_scope(handle(&host.lumigo)).await;
        }
    };
    tokio::join!(drain(first), drain(second));
    stop.send(()).unwrap();
    let seen = soon(observer).await.unwrap();
    assert!(
        seen.len() > 3 && seen.iter().all(|one| one == "none"),
        "{seen:?}"
    );
    let handled = format!(
        "CLIENT SQS.ReceiveMessage{}",
        "\n  INTERNAL handle".repeat(4)
    );
    assert_eq!(host.tree(), format!("{handled}\n\n{handled}"));
}

#[tokio::test]
async fn a_copy_that_another_task_works_on_does_not_leak_the_scope() {
    let host = Host::start();
    let batch = batch_of(&host, 1).await;
    let (observer, stop) = observe();
    for message in batch {
        let copy = message.clone();
        let task = tokio::spawn(async move { copy.in_scope(tokio::task::yield_now()).await });
        message.in_scope(handle(&host.lumigo)).await;
        message.in_scope(async { soon(task).await.unwrap() }).await;
        message.in_scope(handle(&host.lumigo)).await;
    }
    stop.send(()).unwrap();
    let seen = soon(observer).await.unwrap();
    assert!(
        seen.len() > 3 && seen.iter().all(|one| one == "none"),
        "{seen:?}"
    );
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
async fn a_loop_under_a_span_that_is_current_leaves_it_so() {
    let host = Host::start();
    let batch = batch_of(&host, 2).await;
    in_span(&host.lumigo, "consumer", async {
        for _ in batch {
            work(&host.lumigo, "turn");
        }
        work(&host.lumigo, "afterwards");
    })
    .await;
    assert_eq!(
        host.tree(),
        "CLIENT SQS.ReceiveMessage\n\nINTERNAL consumer\n  INTERNAL turn\n  INTERNAL turn\n  INTERNAL afterwards"
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

/// Sends one message through an observed client, and receives it scoped.
async fn sent_and_received(host: &Host, queue: &str) -> ScopedMessage {
    let send = host
        .sqs()
        .send_message()
        .queue_url(queue)
        .message_body("hello");
    soon(send.send()).await.unwrap();
    receive(host, queue).await.into_messages().remove(0)
}

fn ids(span: &TestSpan) -> (&str, &str) {
    (&span.trace_id, &span.span_id)
}

#[tokio::test]
async fn a_message_that_is_processed_is_in_the_trace_of_its_producer() {
    let host = Host::start();
    let queue = queue().await;
    let message = sent_and_received(&host, &queue).await;
    message.process(handle(&host.lumigo)).await;
    let name = name_of(&queue);
    let expected = format!(
        "PRODUCER SQS.SendMessage\n  CONSUMER process {name}\n    INTERNAL handle\n\nCLIENT SQS.ReceiveMessage"
    );
    assert_eq!(host.tree(), expected);
    let process = host.span_named(&format!("process {name}"));
    let (producer, receive) = (
        host.span_named("SQS.SendMessage"),
        host.span_named("SQS.ReceiveMessage"),
    );
    let links: Vec<_> = process
        .links
        .iter()
        .map(|link| (&*link.trace_id, &*link.span_id))
        .collect();
    assert_eq!(links, [ids(&producer), ids(&receive)]);
    assert_eq!(process.attribute("messaging.system").unwrap(), "aws_sqs");
    assert_eq!(
        process.attribute("messaging.operation.type").unwrap(),
        "process"
    );
    assert_eq!(
        process.attribute("messaging.destination.name").unwrap(),
        name
    );
    assert_eq!(
        process.attribute("messaging.message.id").unwrap(),
        message.message_id().unwrap()
    );
    assert_eq!(error_type(&process), None);
}

#[tokio::test]
async fn a_message_without_a_producer_is_processed_under_the_receive() {
    let host = Host::start();
    let queue = queue().await;
    fill(&queue, 1).await;
    for message in receive(&host, &queue).await.into_messages() {
        message.process(handle(&host.lumigo)).await;
    }
    let name = name_of(&queue);
    let expected =
        format!("CLIENT SQS.ReceiveMessage\n  CONSUMER process {name}\n    INTERNAL handle");
    assert_eq!(host.tree(), expected);
}

#[tokio::test]
async fn a_message_is_processed_in_its_own_trace_whatever_is_current() {
    let host = Host::start();
    let queue = queue().await;
    let message = sent_and_received(&host, &queue).await;
    in_span(
        &host.lumigo,
        "consumer",
        message.process(handle(&host.lumigo)),
    )
    .await;
    let (name, producer) = (name_of(&queue), host.span_named("SQS.SendMessage"));
    let process = host.span_named(&format!("process {name}"));
    assert_eq!(process.trace_id, producer.trace_id);
    assert_eq!(process.parent_span_id, Some(producer.span_id));
}

async fn panics() {
    panic!("on purpose");
}

#[tokio::test]
async fn processing_that_is_given_up_or_panics_ends_its_span() {
    let host = Host::start();
    let queue = queue().await;
    let message = sent_and_received(&host, &queue).await;
    tokio::select! {
        biased;
        () = message.process(std::future::pending()) => unreachable!(),
        () = tokio::task::yield_now() => (),
    }
    let task = tokio::spawn(async move { message.process(panics()).await });
    assert!(soon(task).await.unwrap_err().is_panic());
    let spans = host.spans();
    let process = spans.iter().filter(|span| span.kind_name() == "CONSUMER");
    let errors: Vec<_> = process.map(error_type).collect();
    assert_eq!(errors, [Some("cancelled"), Some("panic")]);
}

#[tokio::test]
async fn the_outcome_of_processing_is_the_caller_s_and_an_error_fails_the_span() {
    let host = Host::start();
    let queue = queue().await;
    let message = sent_and_received(&host, &queue).await;
    let answer = message.process(async { Ok::<_, Error>(7) }).await;
    assert_eq!(answer.unwrap(), 7);
    let failing = async { Err::<(), _>(Error::other("hunter2")) };
    assert_eq!(
        message.process(failing).await.unwrap_err().to_string(),
        "hunter2"
    );
    let spans = host.spans();
    let process = spans.iter().filter(|span| span.kind_name() == "CONSUMER");
    let errors: Vec<_> = process.map(error_type).collect();
    assert_eq!(errors, [None, Some("std::io::error::Error")]);
    assert!(!format!("{spans:?}").contains("hunter2"));
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
async fn what_is_sent_from_within_a_processed_message_goes_on_with_its_trace() {
    let host = Host::start();
    let (first, second) = (queue().await, queue().await);
    let message = sent_and_received(&host, &first).await;
    let send = host
        .sqs()
        .send_message()
        .queue_url(&second)
        .message_body("next");
    soon(message.process(send.send())).await.unwrap();
    let next = receive(&host, &second).await.into_messages().remove(0);
    next.process(handle(&host.lumigo)).await;
    let expected = format!(
        "PRODUCER SQS.SendMessage\n  CONSUMER process {}\n    PRODUCER SQS.SendMessage\n      CONSUMER process {}\n        INTERNAL handle",
        name_of(&first),
        name_of(&second)
    );
    let tree = host.tree();
    assert!(tree.starts_with(&expected), "{tree}");
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_loop_in_the_main_task_of_several_threads_works() {
    let host = Host::start();
    for message in batch_of(&host, 3).await {
        message.in_scope(handle(&host.lumigo)).await;
        work(&host.lumigo, "turn");
    }
    let turns = "\n  INTERNAL handle\n  INTERNAL turn".repeat(3);
    assert_eq!(host.tree(), format!("CLIENT SQS.ReceiveMessage{turns}"));
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
