//! Answers to a receive that a test has made up: the host sees what it sees without the interceptor.

use crate::canned::Canned;
use crate::support::Host;
use aws_sdk_sqs::types::Message;
use integration::moto::sdk_config;
use integration::spans::{PARENT, TRACE, current, error_type};
use integration::wire::soon;
use lumigo_opentelemetry::aws::SendScoped;
use lumigo_testing::TestSpan;
use serde_json::{Value, json};

/// The most that a message may have.
pub(crate) const LARGEST: usize = 1_048_576;

/// What came of an answer: its messages, and the span of the receive.
pub(crate) struct Outcome {
    pub(crate) messages: Vec<Message>,
    pub(crate) span: TestSpan,
}

impl Outcome {
    /// Where the span says that the messages come from.
    pub(crate) fn links(&self) -> Vec<(&str, &str)> {
        let links = self.span.links.iter();
        links
            .map(|link| (&*link.trace_id, &*link.span_id))
            .collect()
    }
}

/// Receives this answer with the interceptor and without it, works on each message, and checks what must
/// be so for every answer that the SDK can read.
pub(crate) async fn receive(answer: impl Into<Vec<u8>>) -> Outcome {
    let server = Canned::always(answer.into()).await;
    let host = Host::start();
    let bare = aws_sdk_sqs::Client::new(&sdk_config(&server.endpoint()));
    let ask = |sqs: &aws_sdk_sqs::Client| {
        let request = sqs.receive_message().queue_url(server.queue());
        request.message_attribute_names("All")
    };
    let expected = soon(ask(&bare).send()).await.unwrap();
    let observed = host.sqs_at(&server.endpoint());
    let batch = soon(ask(&observed).send_scoped()).await.unwrap();
    let span = host.only_span();
    let messages = batch.into_messages();
    let mut processed = 0;
    for message in &messages {
        message.in_scope(async {}).await;
        let is_sampled = async { processed += usize::from(!current().ends_with(['0', '2'])) };
        message.process(is_sampled).await;
    }
    let messages: Vec<_> = messages.into_iter().map(|one| one.into_inner()).collect();
    assert_eq!(messages, expected.messages.unwrap_or_default());
    assert_eq!(
        (&*span.name, error_type(&span)),
        ("SQS.ReceiveMessage", None)
    );
    assert_eq!(span.duplicate_keys, Vec::<String>::new());
    // It is read by programs.
    let data = span.attribute("lumigoData").unwrap().as_str().unwrap();
    let data: Value = serde_json::from_str(data).unwrap();
    assert!(data["trigger"].is_array(), "{data}");
    let count = span.attribute("messaging.batch.message_count").unwrap();
    assert_eq!(*count, messages.len());
    // A producer that is not sampled has its way.
    assert_eq!(host.spans().len(), 1 + processed);
    Outcome { messages, span }
}

/// Receives one message, which must be read as it is.
pub(crate) async fn receive_one(message: Value) -> Outcome {
    let outcome = receive(json!({"Messages": [message]}).to_string()).await;
    assert_eq!(outcome.messages.len(), 1);
    outcome
}

pub(crate) fn with_attributes(attributes: Value) -> Value {
    json!({
        "MessageId": "m-1",
        "ReceiptHandle": "r-1",
        "Body": "hello",
        "MD5OfBody": "0",
        "MD5OfMessageAttributes": "0",
        "MessageAttributes": attributes,
    })
}

pub(crate) fn with_body(body: &str) -> Value {
    json!({"MessageId": "m-1", "ReceiptHandle": "r-1", "Body": body})
}

/// The caller of all that is well formed here.
pub(crate) const CALLER: [(&str, &str); 1] = [(TRACE, PARENT)];

/// A notification of SNS.
pub(crate) fn notification(message: &str, attributes: &Value) -> Value {
    json!({
        "Type": "Notification",
        "MessageId": "n-1",
        "TopicArn": "arn:aws:sns:us-east-1:123456789012:orders",
        "Message": message,
        "MessageAttributes": attributes,
    })
}
