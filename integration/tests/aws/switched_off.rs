//! Without an active distribution the interceptor is not there.

use crate::support::{Host, bare, only_message_in, queue, text_attribute, texts, traceparent_of};
use aws_sdk_sqs::Client;
use integration::moto::Moto;
use integration::spans::{in_span, traceparent};
use integration::wire::soon;
use lumigo_opentelemetry::LumigoInterceptor;
use lumigo_testing::SpanRecorder;

/// Sends and receives, within a span of the host: the message and the answers are those of a bare client.
async fn assert_passes_through(sqs: &Client) {
    let recorder = SpanRecorder::new();
    let queue = queue().await;
    let work = async {
        let send = sqs.send_message().queue_url(&queue).message_body("hello");
        let send = send.message_attributes("own", text_attribute("1"));
        soon(send.send()).await.unwrap();
        let received = sqs
            .receive_message()
            .queue_url(&queue)
            .visibility_timeout(0);
        let received = soon(received.send()).await.unwrap().messages.unwrap();
        assert_eq!(received[0].message_attributes, None);
        assert_eq!(received[0].body(), Some("hello"));
    };
    in_span(&recorder.lumigo(), "work", work).await;
    let message = only_message_in(&queue).await;
    assert_eq!(texts(&message), [("own", "1")].into());
    assert_eq!(recorder.tree(), "INTERNAL work");
}

#[tokio::test]
async fn a_bare_client_is_what_the_others_are_compared_with() {
    assert_passes_through(&bare()).await;
}

#[tokio::test]
async fn the_unit_value_passes_everything_through_without_init() {
    let config = aws_sdk_sqs::config::Builder::from(&Moto::shared().config());
    let config = config.interceptor(LumigoInterceptor);
    assert_passes_through(&Client::from_conf(config.build())).await;
}

#[tokio::test]
async fn an_interceptor_that_is_switched_off_passes_everything_through() {
    for variable in [
        ("LUMIGO_SWITCH_OFF", "true"),
        ("LUMIGO_ENABLE_TRACES", "false"),
        ("LUMIGO_DISABLE_INSTRUMENTATION", "aws"),
        ("LUMIGO_DISABLE_INSTRUMENTATION", "boto"),
        ("LUMIGO_DISABLE_INSTRUMENTATION", "reqwest,botocore"),
    ] {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo_with(&[variable]);
        let config = aws_sdk_sqs::config::Builder::from(&Moto::shared().config());
        let config = config.interceptor(LumigoInterceptor::bind(&lumigo));
        assert_passes_through(&Client::from_conf(config.build())).await;
        assert!(recorder.spans().is_empty(), "{variable:?}");
    }
}

#[tokio::test]
async fn after_shutdown_calls_are_made_as_before() {
    let host = Host::start();
    let sqs = host.sqs();
    host.lumigo.shutdown();
    let queue = queue().await;
    let send = sqs.send_message().queue_url(&queue).message_body("hello");
    soon(send.send()).await.unwrap();
    let message = only_message_in(&queue).await;
    assert_eq!(
        (message.body(), texts(&message)),
        (Some("hello"), [].into())
    );
}

#[tokio::test]
async fn after_shutdown_a_trace_that_is_current_still_passes() {
    let (host, recorder) = (Host::start(), SpanRecorder::new());
    let (sqs, queue) = (host.sqs(), queue().await);
    host.lumigo.shutdown();
    let send = sqs.send_message().queue_url(&queue).message_body("hello");
    in_span(&recorder.lumigo(), "work", soon(send.send()))
        .await
        .unwrap();
    let message = only_message_in(&queue).await;
    assert_eq!(traceparent_of(&message), traceparent(&recorder.only_span()));
}

#[tokio::test]
async fn another_name_does_not_switch_it_off() {
    let host = Host::with(&[("LUMIGO_DISABLE_INSTRUMENTATION", "tower,reqwest")]);
    soon(host.sqs().list_queues().send()).await.unwrap();
    assert_eq!(host.only_span().name, "SQS.ListQueues");
}

#[tokio::test]
async fn a_distribution_that_ends_in_the_middle_of_a_call_changes_nothing_for_it() {
    let host = Host::start();
    let queue = queue().await;
    let poll = host
        .sqs()
        .receive_message()
        .queue_url(&queue)
        .wait_time_seconds(20);
    let poll = tokio::spawn(poll.send());
    tokio::task::yield_now().await;
    host.lumigo.shutdown();
    let send = bare()
        .send_message()
        .queue_url(&queue)
        .message_body("hello");
    let send = send.message_attributes("traceparent", text_attribute("x"));
    soon(send.send()).await.unwrap();
    let received = soon(poll).await.unwrap().unwrap().messages.unwrap();
    assert_eq!(received[0].body(), Some("hello"));
    assert_eq!(received[0].message_attributes, None);
}
