//! Calls that fail, on their way or by the service.

use crate::canned::Canned;
use crate::support::{Host, unique};
use aws_sdk_sqs::config::timeout::TimeoutConfig;
use aws_sdk_sqs::error::SdkError;
use axum::Router;
use integration::moto::{Moto, sdk_config};
use integration::spans::{error_type, text};
use integration::wire::{TestServer, never, soon};
use lumigo_testing::TestSpan;
use opentelemetry::trace::Status;
use std::time::Duration;

const MISSING: &str = "AWS.SimpleQueueService.NonExistentQueue";

/// A URL of a queue that is not there.
fn missing() -> String {
    let (endpoint, name) = (Moto::shared().endpoint(), unique("none"));
    format!("{endpoint}/123456789012/{name}")
}

#[tokio::test]
async fn a_missing_queue_fails_a_send_with_the_code_of_the_service() {
    let host = Host::start();
    let sent = host.sqs().send_message().queue_url(missing());
    let error = soon(sent.message_body("hello").send()).await.unwrap_err();
    assert!(error.as_service_error().unwrap().is_queue_does_not_exist());
    let span = host.only_span();
    assert_eq!(
        (&*span.name, span.kind_name()),
        ("SQS.SendMessage", "PRODUCER")
    );
    assert_missing(&span);
}

#[tokio::test]
async fn a_missing_queue_fails_a_receive_which_is_no_empty_poll() {
    let host = Host::start();
    let received = host.sqs().receive_message().queue_url(missing()).send();
    let error = soon(received).await.unwrap_err();
    assert!(error.as_service_error().unwrap().is_queue_does_not_exist());
    let span = host.only_span();
    assert_eq!(
        (&*span.name, span.kind_name()),
        ("SQS.ReceiveMessage", "CLIENT")
    );
    assert_missing(&span);
    assert!(span.links.is_empty());
}

#[track_caller]
fn assert_missing(span: &TestSpan) {
    assert_eq!(error_type(span), Some(MISSING));
    assert_eq!(span.attribute("http.response.status_code").unwrap(), 400);
    assert_eq!(span.attribute("retry_attempts").unwrap(), 0);
    assert!(text(span, "aws.request_id").is_some());
}

#[tokio::test]
async fn a_missing_queue_fails_a_batch_and_each_message_of_it() {
    let host = Host::start();
    let entry = |id: &str| {
        let entry = aws_sdk_sqs::types::SendMessageBatchRequestEntry::builder().id(id);
        entry.message_body("hello").build().unwrap()
    };
    let sent = host.sqs().send_message_batch().queue_url(missing());
    let sent = sent.entries(entry("a")).entries(entry("b")).send();
    assert!(soon(sent).await.unwrap_err().as_service_error().is_some());
    let spans = host.spans();
    assert_eq!(spans.len(), 3);
    for span in &spans {
        assert_eq!(error_type(span), Some(MISSING));
    }
}

#[tokio::test]
async fn a_refused_connection_says_so_after_all_attempts() {
    let moto = Moto::start();
    moto.kill();
    let host = Host::start();
    let sqs = host.sqs_with(&moto.config());
    let received = sqs
        .receive_message()
        .queue_url(moto.endpoint() + "/1/orders");
    let error = soon(received.send()).await.unwrap_err();
    assert!(matches!(error, SdkError::DispatchFailure(_)), "{error:?}");
    let span = host.only_span();
    assert_eq!(error_type(&span), Some("connection_refused"));
    assert_eq!(span.attribute("retry_attempts").unwrap(), 2);
    assert_eq!(span.attribute("http.response.status_code"), None);
    assert_eq!(text(&span, "http.url"), Some(&*moto.endpoint()));
    assert_eq!(text(&span, "aws.resource.name"), Some("orders"));
}

#[tokio::test]
async fn a_time_out_of_the_operation_says_so() {
    let timeout = TimeoutConfig::builder().operation_timeout(Duration::from_millis(100));
    assert_times_out(timeout.build(), 0).await;
}

#[tokio::test]
async fn a_time_out_of_every_attempt_says_so() {
    let timeout = TimeoutConfig::builder().operation_attempt_timeout(Duration::from_millis(100));
    assert_times_out(timeout.build(), 2).await;
}

/// Calls a server that never answers.
async fn assert_times_out(timeout: TimeoutConfig, again: i64) {
    let (never, mut asks) = never();
    let server = TestServer::start(Router::new().fallback_service(never)).await;
    tokio::spawn(async move { while asks.recv().await.is_some() {} });
    let host = Host::start();
    let sqs = host.sqs_at(&server.url(""));
    let sent = sqs
        .send_message()
        .queue_url(server.url("/1/orders"))
        .message_body("hello");
    let config = aws_sdk_sqs::config::Config::builder().timeout_config(timeout);
    let sent = sent.customize().config_override(config).send();
    let error = soon(sent).await.unwrap_err();
    assert!(matches!(error, SdkError::TimeoutError(_)), "{error:?}");
    let span = host.only_span();
    assert_eq!(error_type(&span), Some("timeout"));
    assert_eq!(span.attribute("retry_attempts").unwrap(), again);
}

#[tokio::test]
async fn a_server_that_is_killed_in_the_middle_of_a_poll_fails_it() {
    let moto = Moto::start();
    let host = Host::start();
    let sqs = host.sqs_with(&moto.config());
    let created = soon(sqs.create_queue().queue_name("orders").send())
        .await
        .unwrap();
    let poll = sqs
        .receive_message()
        .queue_url(created.queue_url.unwrap())
        .wait_time_seconds(20)
        .send();
    let poll = tokio::spawn(poll);
    // The poll is under way once it has a connection, which no test can see: any moment will do.
    tokio::task::yield_now().await;
    moto.kill();
    let error = soon(poll).await.unwrap().unwrap_err();
    assert!(matches!(error, SdkError::DispatchFailure(_)), "{error:?}");
    let span = host.span_named("SQS.ReceiveMessage");
    assert!(error_type(&span).is_some());
    assert_eq!(span.attribute("retry_attempts").unwrap(), 2);
}

#[tokio::test]
async fn a_server_that_comes_back_is_called_as_before() {
    let moto = Moto::start();
    let host = Host::start();
    let sqs = host.sqs_with(&moto.config());
    let create = sqs.create_queue().queue_name("orders");
    soon(create.clone().send()).await.unwrap();
    moto.kill();
    assert!(soon(create.clone().send()).await.is_err());
    moto.restart();
    soon(create.send()).await.unwrap();
    let errors: Vec<_> = host
        .spans()
        .iter()
        .map(|span| error_type(span).is_some())
        .collect();
    assert_eq!(errors, [false, true, false]);
}

#[tokio::test]
async fn attempts_that_follow_a_failed_one_are_counted_on_one_span() {
    let sent = r#"{"MessageId": "m-1", "MD5OfMessageBody": "5d41402abc4b2a76b9719d911017c592"}"#;
    let server = Canned::start([(500, "{}"), (500, "{}"), (200, sent)]).await;
    let host = Host::start();
    let sqs = host.sqs_at(&server.endpoint());
    let send = sqs
        .send_message()
        .queue_url(server.queue())
        .message_body("hello");
    let sent = soon(send.send()).await.unwrap();
    assert_eq!(sent.message_id(), Some("m-1"));
    let span = host.only_span();
    assert_eq!(span.status, Status::Unset);
    assert_eq!(span.attribute("retry_attempts").unwrap(), 2);
    assert_eq!(span.attribute("http.response.status_code").unwrap(), 200);
    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    // What was put in goes with each of them, once.
    assert_eq!(requests[0], requests[1]);
    assert_eq!(requests[0], requests[2]);
    let traceparent = &requests[0]["MessageAttributes"]["traceparent"]["StringValue"];
    assert_eq!(*traceparent, integration::spans::traceparent(&span));
}

#[tokio::test]
async fn what_fails_to_the_end_says_how_often_it_was_tried() {
    let server = Canned::start([(500, "{}")]).await;
    let host = Host::start();
    let sqs = host.sqs_at(&server.endpoint());
    assert!(soon(sqs.list_queues().send()).await.is_err());
    assert_eq!(server.requests().len(), 3);
    let span = host.only_span();
    assert_eq!(error_type(&span), Some("500"));
    assert_eq!(span.attribute("retry_attempts").unwrap(), 2);
    assert_eq!(span.attribute("http.response.status_code").unwrap(), 500);
}

#[tokio::test]
async fn without_retries_there_is_one_attempt() {
    let server = Canned::start([(500, "{}")]).await;
    let host = Host::start();
    let config = sdk_config(&server.endpoint()).into_builder();
    let config = config.retry_config(aws_sdk_sqs::config::retry::RetryConfig::disabled());
    let sqs = host.sqs_with(&config.build());
    assert!(soon(sqs.list_queues().send()).await.is_err());
    assert_eq!(server.requests().len(), 1);
    assert_eq!(host.only_span().attribute("retry_attempts").unwrap(), 0);
}

#[tokio::test]
async fn an_input_that_no_request_can_be_made_of_fails_as_without_the_interceptor() {
    let host = Host::start();
    // The SDK finds that a bucket must be named before it asks interceptors.
    let error = soon(host.s3().get_object().key("none").send())
        .await
        .unwrap_err();
    assert!(
        matches!(error, SdkError::ConstructionFailure(_)),
        "{error:?}"
    );
    assert!(host.spans().is_empty());
}

#[tokio::test]
async fn a_call_that_finds_no_credentials_fails_before_it_leaves() {
    let host = Host::start();
    let server = Canned::always("{}").await;
    let mut config = sdk_config(&server.endpoint()).into_builder();
    config.set_credentials_provider(None);
    let sqs = host.sqs_with(&config.build());
    let sent = sqs
        .send_message()
        .queue_url(server.queue())
        .message_body("hello");
    assert!(soon(sent.send()).await.is_err());
    assert!(server.requests().is_empty());
    let span = host.only_span();
    assert!(error_type(&span).is_some());
    assert_eq!(span.attribute("http.response.status_code"), None);
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_fails_the_span_too() {
    let server = Canned::start([(200, "no JSON")]).await;
    let host = Host::start();
    let sqs = host.sqs_at(&server.endpoint());
    assert!(soon(sqs.list_queues().send()).await.is_err());
    let span = host.only_span();
    assert_eq!(error_type(&span), Some("_OTHER"));
    assert_eq!(span.attribute("http.response.status_code").unwrap(), 200);
}
