//! What spans show of the bodies of SQS: secrets are masked wherever they stand.

use crate::support::{Host, messages_in, queue, text_attribute};
use aws_sdk_sqs::types::SendMessageBatchRequestEntry as Entry;
use integration::spans::text;
use integration::wire::soon;
use lumigo_opentelemetry::SendScoped;
use serde_json::{Value, json};

const ORDER: &str = r#"{"id": 7, "password": "hunter2"}"#;

#[tokio::test]
async fn a_message_is_shown_masked_and_sent_as_it_is() {
    let host = Host::start();
    let queue = queue().await;
    let send = host
        .sqs()
        .send_message()
        .queue_url(&queue)
        .message_body(ORDER);
    soon(send.send()).await.unwrap();
    assert_eq!(messages_in(&queue).await[0].body(), Some(ORDER));
    let span = host.only_span();
    assert_eq!(
        text(&span, "http.request.body"),
        Some(r#"{"id": 7, "password": "****"}"#)
    );
    assert!(!format!("{span:?}").contains("hunter2"), "{span:?}");
}

#[tokio::test]
async fn messages_of_a_batch_are_masked_inside_their_strings() {
    let host = Host::start();
    let queue = queue().await;
    let nested = json!({"Message": ORDER}).to_string();
    let entries = [("a", ORDER), ("b", &nested)].map(|(id, body)| {
        let entry = Entry::builder().id(id).message_body(body);
        let entry = entry.message_attributes("password", text_attribute("hunter2"));
        entry.build().unwrap()
    });
    let send = host.sqs().send_message_batch().queue_url(&queue);
    soon(send.set_entries(Some(entries.to_vec())).send())
        .await
        .unwrap();
    let spans = host.spans();
    assert_eq!(spans.len(), 3);
    for span in &spans {
        assert!(!format!("{span:?}").contains("hunter2"), "{span:?}");
    }
    let span = host.span_named("SQS.SendMessageBatch");
    let shown = text(&span, "http.request.body").unwrap();
    let shown: Value = serde_json::from_str(shown).unwrap();
    let first: Value =
        serde_json::from_str(shown["Entries"][0]["MessageBody"].as_str().unwrap()).unwrap();
    assert_eq!(first, json!({"id": 7, "password": "****"}));
}

#[tokio::test]
async fn what_is_received_shows_no_secret() {
    let host = Host::start();
    let queue = queue().await;
    let sqs = host.sqs();
    let send = sqs.send_message().queue_url(&queue).message_body(ORDER);
    soon(
        send.message_attributes("password", text_attribute("hunter2"))
            .send(),
    )
    .await
    .unwrap();
    let received = soon(sqs.receive_message().queue_url(&queue).send())
        .await
        .unwrap();
    let received = received.messages.unwrap();
    assert_eq!(received[0].body(), Some(ORDER));
    let handle = received[0].receipt_handle().unwrap();
    soon(
        sqs.delete_message()
            .queue_url(&queue)
            .receipt_handle(handle)
            .send(),
    )
    .await
    .unwrap();
    let spans = host.spans();
    assert_eq!(spans.len(), 3);
    for span in &spans {
        assert!(!format!("{span:?}").contains("hunter2"), "{span:?}");
    }
}

#[tokio::test]
async fn what_is_processed_shows_no_secret() {
    let host = Host::start();
    let queue = queue().await;
    let nested = json!({"Type": "Notification", "Message": ORDER, "Subject": "s"}).to_string();
    for body in [ORDER, &nested] {
        let send = host
            .sqs()
            .send_message()
            .queue_url(&queue)
            .message_body(body);
        soon(send.send()).await.unwrap();
    }
    let receive = host
        .sqs()
        .receive_message()
        .queue_url(&queue)
        .max_number_of_messages(10);
    for message in soon(receive.send_scoped()).await.unwrap().into_messages() {
        message.process(async {}).await;
    }
    let spans = host.spans();
    assert_eq!(spans.len(), 5);
    for span in &spans {
        assert!(!format!("{span:?}").contains("hunter2"), "{span:?}");
    }
}

#[tokio::test]
async fn a_queue_s_url_with_credentials_is_masked() {
    let host = Host::start();
    let url = "http://ada:hunter2@127.0.0.1:1/123456789012/orders?token=hunter2";
    let send = host
        .sqs()
        .send_message()
        .queue_url(url)
        .message_body("hello");
    let _ = soon(send.send()).await;
    let span = host.only_span();
    assert!(!format!("{span:?}").contains("hunter2"), "{span:?}");
    assert_eq!(text(&span, "aws.resource.name"), Some("orders"));
}

#[tokio::test]
async fn credentials_in_parameters_that_are_cut_in_the_middle_are_masked_too() {
    let url = "http://ada:hunter2@127.0.0.1:1/123456789012/orders";
    let end = "{\"QueueUrl\":\"http://ada:hunter2".len();
    for limit in [end - 3, end, end + 1] {
        let limit = limit.to_string();
        let host = Host::with(&[("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", &limit)]);
        let receive = host.sqs().receive_message().queue_url(url);
        let _ = soon(receive.send()).await;
        let span = host.only_span();
        assert!(text(&span, "http.request.body").is_some(), "{limit}");
        assert!(!format!("{span:?}").contains("hunt"), "{limit}: {span:?}");
    }
}

#[tokio::test]
async fn without_payloads_no_body_is_shown() {
    let host = Host::with(&[("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "0")]);
    let queue = queue().await;
    let send = host
        .sqs()
        .send_message()
        .queue_url(&queue)
        .message_body(ORDER);
    soon(send.send()).await.unwrap();
    let body = host.only_span().attribute("http.request.body").cloned();
    assert!(body.is_none() || body == Some(json!("")), "{body:?}");
}
