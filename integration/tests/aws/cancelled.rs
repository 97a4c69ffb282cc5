//! Calls that their caller gives up.

use crate::support::Host;
use axum::Router;
use integration::spans::error_type;
use integration::wire::{TestServer, never, soon};
use tokio::sync::mpsc;

/// A server that answers nothing, and what tells that it was asked.
async fn silent() -> (TestServer, mpsc::Receiver<()>) {
    let (never, asks) = never();
    (
        TestServer::start(Router::new().fallback_service(never)).await,
        asks,
    )
}

#[tokio::test]
async fn a_send_that_loses_a_race_is_cancelled() {
    let host = Host::start();
    let (server, mut asks) = silent().await;
    let sqs = host.sqs_at(&server.url(""));
    let send = sqs
        .send_message()
        .queue_url(server.url("/1/orders"))
        .message_body("hello");
    tokio::select! {
        _ = send.send() => panic!("it is never answered"),
        _ = soon(asks.recv()) => (),
    }
    let span = host.only_span();
    assert_eq!(
        (&*span.name, error_type(&span)),
        ("SQS.SendMessage", Some("cancelled"))
    );
    assert_eq!(span.attribute("http.response.status_code"), None);
    assert_eq!(span.attribute("aws.resource.name").unwrap(), "orders");
}

#[tokio::test]
async fn a_call_whose_task_is_aborted_is_cancelled() {
    let host = Host::start();
    let (server, mut asks) = silent().await;
    let sqs = host.sqs_at(&server.url(""));
    let call = tokio::spawn(sqs.list_queues().send());
    soon(asks.recv()).await.unwrap();
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    let span = host.only_span();
    assert_eq!(
        (&*span.name, error_type(&span)),
        ("SQS.ListQueues", Some("cancelled"))
    );
}

#[tokio::test]
async fn a_call_that_was_never_polled_has_no_span() {
    let host = Host::start();
    let (server, _asks) = silent().await;
    drop(host.sqs_at(&server.url("")).list_queues().send());
    assert!(host.spans().is_empty());
}

#[tokio::test]
async fn a_poll_that_is_given_up_is_cancelled() {
    let host = Host::start();
    let (server, mut asks) = silent().await;
    let sqs = host.sqs_at(&server.url(""));
    let poll = sqs
        .receive_message()
        .queue_url(server.url("/1/orders"))
        .send();
    tokio::select! {
        _ = poll => panic!("it is never answered"),
        _ = soon(asks.recv()) => (),
    }
    assert_eq!(error_type(&host.only_span()), Some("cancelled"));
}
