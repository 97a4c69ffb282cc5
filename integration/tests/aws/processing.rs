//! Messages that are processed in the trace of their producer.

use crate::scopes::{fill, handle, receive, sent_and_received};
use crate::support::{Host, name_of, queue};
use integration::spans::{error_type, in_span, text, work};
use integration::wire::soon;
use lumigo_opentelemetry::with_execution_tags;
use lumigo_testing::TestSpan;
use std::io::Error;

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
async fn execution_tags_are_put_on_the_work_on_a_message() {
    let host = Host::start();
    let queue = queue().await;
    let message = sent_and_received(&host, &queue).await;
    let tag = || [("tenant", "t1")];
    with_execution_tags(tag(), message.process(handle(&host.lumigo))).await;
    let process = host.span_named(&format!("process {}", name_of(&queue)));
    let tags = "lumigo.execution_tags.tenant";
    assert_eq!(text(&process, tags), Some("t1"));
    assert_eq!(text(&host.span_named("handle"), tags), Some("t1"));
    let host = Host::start();
    let message = sent_and_received(&host, &queue).await;
    with_execution_tags(tag(), message.in_scope(handle(&host.lumigo))).await;
    assert_eq!(text(&host.span_named("handle"), tags), Some("t1"));
    let work = async { message.in_scope_sync(|| work(&host.lumigo, "sync")) };
    with_execution_tags(tag(), work).await;
    assert_eq!(text(&host.span_named("sync"), tags), Some("t1"));
}
