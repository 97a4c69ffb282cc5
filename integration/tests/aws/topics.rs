//! Messages that come to a queue by way of SNS: in an envelope, or raw.

use crate::support::{Host, arn_of, name_of, queue, unique};
use aws_sdk_sns::types::PublishBatchRequestEntry;
use integration::moto::Moto;
use integration::spans::{error_type, text};
use integration::wire::soon;
use lumigo_opentelemetry::aws::{ScopedMessage, SendScoped};
use serde_json::Value;

/// A topic with a queue that gets what is published: with or without an envelope.
async fn topic_for(queue: &str, raw: bool) -> String {
    let sns = aws_sdk_sns::Client::new(&Moto::shared().config());
    let topic = soon(sns.create_topic().name(unique("orders")).send())
        .await
        .unwrap();
    let topic = topic.topic_arn.unwrap();
    let subscribe = sns
        .subscribe()
        .topic_arn(&topic)
        .protocol("sqs")
        .endpoint(arn_of(queue))
        .attributes("RawMessageDelivery", raw.to_string());
    soon(subscribe.send()).await.unwrap();
    topic
}

async fn received(host: &Host, queue: &str) -> Vec<ScopedMessage> {
    let receive = host.sqs().receive_message().queue_url(queue);
    let batch = soon(receive.max_number_of_messages(10).send_scoped()).await;
    batch.unwrap().into_messages()
}

#[tokio::test]
async fn a_published_message_is_processed_in_the_trace_of_its_publisher() {
    for raw in [false, true] {
        let host = Host::start();
        let queue = queue().await;
        let topic = topic_for(&queue, raw).await;
        let publish = host
            .sns()
            .publish()
            .topic_arn(&topic)
            .message(r#"{"id": 7}"#);
        soon(publish.send()).await.unwrap();
        let messages = received(&host, &queue).await;
        assert_eq!(messages.len(), 1);
        let body: Value = serde_json::from_str(messages[0].body().unwrap()).unwrap();
        let own = if raw {
            body.to_string()
        } else {
            body["Message"].as_str().unwrap().to_owned()
        };
        assert_eq!(own.replace(' ', ""), r#"{"id":7}"#);
        messages[0].process(async {}).await;
        let name = name_of(&queue);
        let expected =
            format!("PRODUCER SNS.Publish\n  CONSUMER process {name}\n\nCLIENT SQS.ReceiveMessage");
        assert_eq!(host.tree(), expected, "raw: {raw}");
        let publish = host.span_named("SNS.Publish");
        let receive = host.span_named("SQS.ReceiveMessage");
        assert_eq!(receive.links.len(), 1, "raw: {raw}");
        assert_eq!(receive.links[0].span_id, publish.span_id);
        let data = text(&receive, "lumigoData").unwrap();
        assert_eq!(data.contains(&topic), !raw, "{data}");
    }
}

#[tokio::test]
async fn each_message_of_a_published_batch_has_a_context_of_its_own() {
    let host = Host::start();
    let queue = queue().await;
    let topic = topic_for(&queue, false).await;
    let entry = |id: &str| {
        let entry = PublishBatchRequestEntry::builder().id(id).message(id);
        entry.build().unwrap()
    };
    let publish = host.sns().publish_batch().topic_arn(&topic);
    let publish = publish
        .publish_batch_request_entries(entry("a"))
        .publish_batch_request_entries(entry("b"));
    let published = soon(publish.send()).await.unwrap();
    assert_eq!(published.successful().len(), 2);
    let messages = received(&host, &queue).await;
    assert_eq!(messages.len(), 2);
    let spans = host.spans();
    let created: Vec<_> = spans
        .iter()
        .filter(|span| span.name.starts_with("create "))
        .collect();
    assert_eq!(created.len(), 2);
    let receive = host.span_named("SQS.ReceiveMessage");
    let mut links: Vec<_> = receive.links.iter().map(|link| &link.span_id).collect();
    let mut expected: Vec<_> = created.iter().map(|span| &span.span_id).collect();
    links.sort_unstable();
    expected.sort_unstable();
    assert_eq!(links, expected);
    let operation = host.span_named("SNS.PublishBatch");
    for span in created {
        assert_eq!(span.parent_span_id.as_ref(), Some(&operation.span_id));
        assert_eq!(error_type(span), None);
    }
}

#[tokio::test]
async fn a_text_message_to_a_phone_carries_nothing_and_shows_no_number() {
    let host = Host::start();
    let publish = host
        .sns()
        .publish()
        .phone_number("+15550100")
        .message("hello");
    soon(publish.send()).await.unwrap();
    let span = host.only_span();
    assert_eq!(span.name, "SNS.Publish");
    assert_eq!(span.attribute("aws.resource.name"), None);
}

#[tokio::test]
async fn a_topic_that_is_missing_fails_the_publish() {
    let host = Host::start();
    let publish = host
        .sns()
        .publish()
        .topic_arn("arn:aws:sns:us-east-1:123456789012:none-such");
    let error = soon(publish.message("hello").send()).await.unwrap_err();
    assert!(error.as_service_error().unwrap().is_not_found_exception());
    assert!(error_type(&host.only_span()).is_some());
}

#[tokio::test]
async fn what_somebody_else_has_published_is_processed_under_the_receive() {
    let host = Host::start();
    let queue = queue().await;
    let topic = topic_for(&queue, false).await;
    let sns = aws_sdk_sns::Client::new(&Moto::shared().config());
    soon(sns.publish().topic_arn(&topic).message("hello").send())
        .await
        .unwrap();
    received(&host, &queue).await[0].process(async {}).await;
    let expected = format!(
        "CLIENT SQS.ReceiveMessage\n  CONSUMER process {}",
        name_of(&queue)
    );
    assert_eq!(host.tree(), expected);
}
