use super::receipt::Receipt;
use super::seconds::seconds;
use super::{ConsumerError, OnError};
use crate::sqs::{MayBeGivenUp, ScopedBatch, ScopedMessage, SendScoped};
use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::SdkError;
use aws_sdk_sqs::operation::get_queue_attributes::GetQueueAttributesError;
use aws_sdk_sqs::types::{
    BatchResultErrorEntry, ChangeMessageVisibilityBatchRequestEntry,
    DeleteMessageBatchRequestEntry, MessageSystemAttributeName, QueueAttributeName,
};
use opentelemetry::Context;
use opentelemetry::context::FutureExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

/// How many messages a request may be about.
pub(super) const BATCH: usize = 10;

/// For each message of a batch, why it was refused, if it was.
pub(super) type Refused = Vec<Option<BatchResultErrorEntry>>;

/// The calls of a consumer, and who is told of those that fail.
pub(super) struct Queue {
    client: Client,
    url: String,
    pub(super) wait: Duration,
    on_error: Option<OnError>,
}

impl Queue {
    pub(super) fn new(
        client: Client,
        url: String,
        wait: Duration,
        on_error: Option<OnError>,
    ) -> Self {
        Self {
            client,
            url,
            wait,
            on_error,
        }
    }

    pub(super) fn is_fifo(&self) -> bool {
        self.url.ends_with(".fifo")
    }

    /// Tells the host. A panic in there must not end a task of ours.
    pub(super) fn tell(&self, error: &ConsumerError) {
        if let Some(on_error) = &self.on_error {
            let _ = catch_unwind(AssertUnwindSafe(|| on_error(error)));
        }
    }

    /// Polls for at most so many messages.
    pub(super) async fn receive(
        &self,
        most: usize,
        visibility: Option<Duration>,
    ) -> Result<Vec<ScopedMessage>, ConsumerError> {
        let poll = self.client.receive_message().queue_url(&self.url);
        let poll = poll
            .max_number_of_messages(i32::try_from(most).unwrap_or(1))
            .wait_time_seconds(seconds(self.wait))
            .set_visibility_timeout(visibility.map(seconds))
            .message_attribute_names("All")
            .message_system_attribute_names(MessageSystemAttributeName::All);
        let poll = poll.customize().interceptor(MayBeGivenUp);
        // Polls of a host that runs this in a span are no part of that.
        let received = poll.send_scoped().with_context(Context::new()).await;
        received
            .map(ScopedBatch::into_messages)
            .map_err(|error| ConsumerError::Receive(Box::new(error)))
    }

    /// Deletes messages.
    pub(super) async fn delete(
        &self,
        messages: impl ExactSizeIterator<Item = &Receipt>,
    ) -> Result<Refused, ConsumerError> {
        let count = messages.len();
        let entries = messages.enumerate().filter_map(|(index, receipt)| {
            let entry = DeleteMessageBatchRequestEntry::builder().id(index.to_string());
            entry.receipt_handle(&receipt.handle).build().ok()
        });
        let delete = self.client.delete_message_batch().queue_url(&self.url);
        let deleted = delete.set_entries(Some(entries.collect())).send().await;
        deleted
            .map(|output| in_order(output.failed, count))
            .map_err(|error| ConsumerError::Delete(Box::new(error)))
    }

    /// Hides messages for these times from now on.
    pub(super) async fn change_visibility<'a>(
        &self,
        messages: impl ExactSizeIterator<Item = (&'a Receipt, Duration)>,
    ) -> Result<Refused, ConsumerError> {
        let count = messages.len();
        let entries = messages
            .enumerate()
            .filter_map(|(index, (receipt, timeout))| {
                let entry = ChangeMessageVisibilityBatchRequestEntry::builder();
                let entry = entry.id(index.to_string()).receipt_handle(&receipt.handle);
                entry.visibility_timeout(seconds(timeout)).build().ok()
            });
        let change = self.client.change_message_visibility_batch();
        let change = change.queue_url(&self.url);
        let change = change.set_entries(Some(entries.collect())).customize();
        let changed = change.interceptor(MayBeGivenUp).send().await;
        changed
            .map(|output| in_order(output.failed, count))
            .map_err(|error| ConsumerError::ChangeVisibility(Box::new(error)))
    }

    /// For how long the queue hides messages that were received, if it says so.
    pub(super) async fn visibility_timeout(
        &self,
    ) -> Result<Option<Duration>, SdkError<GetQueueAttributesError>> {
        let name = QueueAttributeName::VisibilityTimeout;
        let get = self.client.get_queue_attributes().queue_url(&self.url);
        let get = get.attribute_names(name.clone()).customize();
        let got = get.interceptor(MayBeGivenUp).send().await?;
        let timeout = got
            .attributes()
            .and_then(|all| all.get(&name)?.parse().ok());
        Ok(timeout.map(Duration::from_secs))
    }
}

/// The entries that were refused, whose ids are their indices.
fn in_order(failed: Vec<BatchResultErrorEntry>, count: usize) -> Refused {
    let mut refused = vec![None; count];
    for entry in failed {
        let place = entry.id.parse().ok();
        if let Some(place) = place.and_then(|index: usize| refused.get_mut(index)) {
            *place = Some(entry);
        }
    }
    refused
}
