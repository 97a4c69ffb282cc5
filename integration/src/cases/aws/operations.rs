use super::clients::Clients;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_sqs::types::SendMessageBatchRequestEntry;

const QUEUE: &str = "https://sqs.eu-central-1.amazonaws.com/123456789012/orders";
const ORDER: &str = r#"{"order":42,"items":["lamp","chair"]}"#;

/// An operation with the answer that it gets.
pub(super) trait Operation: 'static {
    const ANSWER: &'static str;

    /// Calls it, and gives a number that its answer tells.
    fn call(clients: &Clients) -> impl Future<Output = usize>;
}

pub(super) struct Send;

impl Operation for Send {
    const ANSWER: &'static str = include_str!("answers/sent.json");

    async fn call(clients: &Clients) -> usize {
        let call = clients.sqs.send_message();
        let sent = call.queue_url(QUEUE).message_body(ORDER).send().await;
        sent.map_or(0, |sent| sent.message_id().into_iter().count())
    }
}

pub(super) struct SendBatch;

impl Operation for SendBatch {
    const ANSWER: &'static str = include_str!("answers/sent_batch.json");

    async fn call(clients: &Clients) -> usize {
        let entries = (0..10).map(|number: usize| {
            let entry = SendMessageBatchRequestEntry::builder();
            entry.id(number.to_string()).message_body(ORDER).build()
        });
        let Ok(entries) = entries.collect() else {
            return 0;
        };
        let call = clients.sqs.send_message_batch().queue_url(QUEUE);
        let sent = call.set_entries(Some(entries)).send().await;
        sent.map_or(0, |sent| sent.successful().len())
    }
}

pub(super) struct Receive;

impl Operation for Receive {
    const ANSWER: &'static str = include_str!("answers/messages.json");

    async fn call(clients: &Clients) -> usize {
        receive(clients).await
    }
}

pub(super) struct Poll;

impl Operation for Poll {
    const ANSWER: &'static str = "{}";

    async fn call(clients: &Clients) -> usize {
        receive(clients).await
    }
}

async fn receive(clients: &Clients) -> usize {
    let call = clients.sqs.receive_message().queue_url(QUEUE);
    let received = call.max_number_of_messages(10).send().await;
    received.map_or(usize::MAX, |received| received.messages().len())
}

pub(super) struct GetItem;

impl Operation for GetItem {
    const ANSWER: &'static str = include_str!("answers/item.json");

    async fn call(clients: &Clients) -> usize {
        let call = clients.dynamodb.get_item().table_name("articles");
        let item = call
            .key("id", AttributeValue::S("42".to_owned()))
            .send()
            .await;
        item.map_or(0, |item| item.item().map_or(0, |item| item.len()))
    }
}
