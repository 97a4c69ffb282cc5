//! Secrets in what is sent, wherever they stand and wherever the shown part of it ends.

use crate::canned::Canned;
use crate::support::{Host, text_attribute};
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_eventbridge::types::PutEventsRequestEntry;
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_sns::types::{MessageAttributeValue, PublishBatchRequestEntry};
use aws_sdk_sqs::types::SendMessageBatchRequestEntry;
use integration::moto::sdk_config;
use integration::wire::soon;
use serde_json::json;

/// Clients of every service that shows what it sends.
struct Clients {
    sqs: aws_sdk_sqs::Client,
    sns: aws_sdk_sns::Client,
    eventbridge: aws_sdk_eventbridge::Client,
    lambda: aws_sdk_lambda::Client,
    dynamodb: aws_sdk_dynamodb::Client,
    _server: Canned,
}

impl Clients {
    /// Those of a host, for a server that makes nothing of what they send.
    async fn of(host: &Host) -> Self {
        let server = Canned::always("{}").await;
        let config = sdk_config(&server.endpoint());
        macro_rules! client {
            ($sdk:ident) => {{
                let config = $sdk::config::Builder::from(&config);
                $sdk::Client::from_conf(config.interceptor(host.interceptor()).build())
            }};
        }
        Self {
            sqs: client!(aws_sdk_sqs),
            sns: client!(aws_sdk_sns),
            eventbridge: client!(aws_sdk_eventbridge),
            lambda: client!(aws_sdk_lambda),
            dynamodb: client!(aws_sdk_dynamodb),
            _server: server,
        }
    }

    /// Sends this text in every way there is.
    async fn send(&self, text: &str) {
        let send = self.sqs.send_message().queue_url("q").message_body(text);
        let _ = soon(send.send()).await;
        let entry = SendMessageBatchRequestEntry::builder()
            .id("a")
            .message_body(text);
        let batch = self.sqs.send_message_batch().queue_url("q");
        let _ = soon(batch.entries(entry.build().unwrap()).send()).await;
        let publish = self.sns.publish().topic_arn("t").message(text);
        let _ = soon(publish.send()).await;
        let entry = PublishBatchRequestEntry::builder()
            .id("a")
            .message(text)
            .build()
            .unwrap();
        let batch = self.sns.publish_batch().topic_arn("t");
        let _ = soon(batch.publish_batch_request_entries(entry).send()).await;
        let event = PutEventsRequestEntry::builder().detail(text).build();
        let _ = soon(self.eventbridge.put_events().entries(event).send()).await;
        let invoke = self
            .lambda
            .invoke()
            .function_name("f")
            .payload(Blob::new(text));
        let _ = soon(invoke.send()).await;
        let item = AttributeValue::S(text.to_owned());
        let put = self.dynamodb.put_item().table_name("t").item("text", item);
        let _ = soon(put.send()).await;
    }
}

/// How many spans one text makes: one for each call, and one for each message of a batch.
const SPANS: usize = 7 + 3;

#[tokio::test]
async fn no_end_of_what_is_shown_lets_a_secret_out() {
    let host = Host::start();
    let clients = Clients::of(&host).await;
    // The limit of what is shown lies within the secret, or close to it.
    let lengths: Vec<_> = [0, 1_000]
        .into_iter()
        .chain((1_700..2_060).step_by(3))
        .collect();
    for length in &lengths {
        let text = json!({"a": "x".repeat(*length), "password": "hunter2"});
        clients.send(&text.to_string()).await;
    }
    let spans = host.spans();
    assert_eq!(spans.len(), lengths.len() * SPANS);
    for span in &spans {
        assert!(!format!("{span:?}").contains("hunt"), "{span:?}");
    }
    assert!(
        spans
            .iter()
            .any(|span| format!("{span:?}").contains("****"))
    );
}

#[tokio::test]
async fn secrets_within_texts_within_texts_are_masked() {
    let host = Host::start();
    let clients = Clients::of(&host).await;
    let mut text = json!({"password": "hunter2"}).to_string();
    for _ in 0..4 {
        clients.send(&text).await;
        text = json!({"Message": text}).to_string();
    }
    let spans = host.spans();
    assert_eq!(spans.len(), 4 * SPANS);
    for span in &spans {
        assert!(!format!("{span:?}").contains("hunter2"), "{span:?}");
    }
}

#[tokio::test]
async fn attributes_with_the_name_of_a_secret_are_masked() {
    let server = Canned::always("{}").await;
    let config = sdk_config(&server.endpoint());
    let host = Host::start();
    let sns = aws_sdk_sns::config::Builder::from(&config).interceptor(host.interceptor());
    let sns = aws_sdk_sns::Client::from_conf(sns.build());
    let attribute = MessageAttributeValue::builder()
        .data_type("String")
        .string_value("hunter2");
    let attribute = attribute.build().unwrap();
    let publish = sns.publish().topic_arn("t").message("hello");
    let _ = soon(
        publish
            .message_attributes("password", attribute.clone())
            .send(),
    )
    .await;
    let entry = PublishBatchRequestEntry::builder().id("a").message("hello");
    let entry = entry
        .message_attributes("password", attribute)
        .build()
        .unwrap();
    let batch = sns
        .publish_batch()
        .topic_arn("t")
        .publish_batch_request_entries(entry);
    let _ = soon(batch.send()).await;
    let platform = sns
        .create_platform_application()
        .name("app")
        .platform("GCM");
    let _ = soon(platform.attributes("PlatformCredential", "hunter2").send()).await;
    let sqs = host.sqs_with(&config);
    let entry = SendMessageBatchRequestEntry::builder()
        .id("a")
        .message_body("hello");
    let entry = entry.message_attributes("password", text_attribute("hunter2"));
    let batch = sqs
        .send_message_batch()
        .queue_url("q")
        .entries(entry.build().unwrap());
    let _ = soon(batch.send()).await;
    let spans = host.spans();
    assert_eq!(spans.len(), 4 + 2);
    for span in &spans {
        assert!(!format!("{span:?}").contains("hunter2"), "{span:?}");
    }
}
