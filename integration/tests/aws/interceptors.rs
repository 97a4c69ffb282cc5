//! Where the interceptor may be put.

use crate::support::{Host, bare, messages_in, queue, texts};
use aws_sdk_sqs::config::Config;
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use integration::moto::{Moto, sdk_config};
use integration::spans::{error_type, text, traceparent};
use integration::wire::soon;

#[tokio::test]
async fn on_one_operation_it_makes_the_span_of_that() {
    let host = Host::start();
    let (sqs, queue) = (bare(), queue().await);
    let send = sqs.send_message().queue_url(&queue).message_body("hello");
    soon(send.clone().send()).await.unwrap();
    let send = send.customize().interceptor(host.interceptor());
    soon(send.send()).await.unwrap();
    let span = host.only_span();
    assert_eq!(
        (&*span.name, span.kind_name()),
        ("SQS.SendMessage", "PRODUCER")
    );
    let messages = messages_in(&queue).await;
    assert_eq!(messages.len(), 2);
    let carried: Vec<_> = messages
        .iter()
        .filter_map(|message| {
            texts(message)
                .get("traceparent")
                .map(|&text| text.to_owned())
        })
        .collect();
    assert_eq!(carried, [traceparent(&span)]);
}

#[tokio::test]
async fn on_client_and_operation_it_makes_one_span() {
    let host = Host::start();
    let queue = queue().await;
    let send = host
        .sqs()
        .send_message()
        .queue_url(&queue)
        .message_body("hello");
    let send = send.customize().interceptor(host.interceptor());
    soon(send.interceptor(host.interceptor()).send())
        .await
        .unwrap();
    let messages = messages_in(&queue).await;
    assert_eq!(
        texts(&messages[0])["traceparent"],
        traceparent(&host.only_span())
    );
}

#[tokio::test]
async fn on_the_configuration_of_one_call_it_works_too() {
    let host = Host::start();
    let config = Config::builder().interceptor(host.interceptor());
    let list = bare().list_queues().customize().config_override(config);
    soon(list.send()).await.unwrap();
    assert_eq!(host.only_span().name, "SQS.ListQueues");
}

#[tokio::test]
async fn what_one_call_overrides_is_what_its_span_says() {
    let host = Host::start();
    let config = Config::builder()
        .region(aws_sdk_sqs::config::Region::new("eu-central-1"))
        .endpoint_url(Moto::shared().endpoint().replace("127.0.0.1", "localhost"));
    let list = host.sqs().list_queues().customize().config_override(config);
    soon(list.send()).await.unwrap();
    let span = host.only_span();
    assert_eq!(text(&span, "cloud.region"), Some("eu-central-1"));
    assert_eq!(text(&span, "server.address"), Some("localhost"));
}

#[tokio::test]
async fn with_the_defaults_of_aws_config_it_works() {
    let host = Host::start();
    let moto = Moto::shared().config();
    let loader = aws_config::defaults(aws_config::BehaviorVersion::latest())
        .region(aws_config::Region::new("us-east-1"))
        .endpoint_url(Moto::shared().endpoint())
        .credentials_provider(moto.credentials_provider().unwrap())
        .http_client(moto.http_client().unwrap());
    let config = soon(loader.load()).await;
    soon(host.sqs_with(&config).list_queues().send())
        .await
        .unwrap();
    assert_eq!(host.only_span().name, "SQS.ListQueues");
}

#[tokio::test]
async fn two_distributions_have_a_span_each_and_the_first_one_the_message() {
    let (first, second) = (Host::start(), Host::start());
    let queue = queue().await;
    let send = first
        .sqs()
        .send_message()
        .queue_url(&queue)
        .message_body("hello");
    let send = send.customize().interceptor(second.interceptor());
    soon(send.send()).await.unwrap();
    assert_eq!(first.only_span().name, "SQS.SendMessage");
    let messages = messages_in(&queue).await;
    assert_eq!(
        texts(&messages[0])["traceparent"],
        traceparent(&first.only_span())
    );
}

/// An interceptor of the host that fails in one hook.
#[derive(Debug)]
struct Failing;

#[dyn_dispatch_hint]
impl Intercept for Failing {
    fn name(&self) -> &'static str {
        "Failing"
    }

    fn modify_before_signing(
        &self,
        _: &mut aws_smithy_runtime_api::client::interceptors::context::BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), aws_smithy_runtime_api::box_error::BoxError> {
        Err("on purpose".into())
    }
}

#[tokio::test]
async fn beside_one_that_fails_the_span_is_ended_as_failed() {
    let host = Host::start();
    let list = host.sqs().list_queues().customize().interceptor(Failing);
    assert!(soon(list.send()).await.is_err());
    let span = host.only_span();
    assert_eq!(span.name, "SQS.ListQueues");
    assert!(error_type(&span).is_some());
}

#[tokio::test]
async fn calls_at_the_same_time_have_their_own_spans() {
    let host = Host::start();
    let (sqs, queue) = (
        host.sqs_with(&sdk_config(&Moto::shared().endpoint())),
        queue().await,
    );
    let calls = (0..20).map(|number| {
        let send = sqs
            .send_message()
            .queue_url(&queue)
            .message_body(number.to_string());
        tokio::spawn(send.send())
    });
    for call in calls.collect::<Vec<_>>() {
        soon(call).await.unwrap().unwrap();
    }
    let spans = host.spans();
    let mut ids: Vec<_> = spans
        .iter()
        .map(|span| text(span, "messaging.message.id"))
        .collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((spans.len(), ids.len()), (20, 20));
}
