//! What is published to a topic.

use crate::operation::shared;
use crate::request::last_part;
use crate::sending::{Beginning, MessageAttribute, Outcome, Room, Sent, attributes_size, inject};
use aws_sdk_sns::operation::publish::{PublishInput, PublishOutput};
use aws_sdk_sns::operation::publish_batch::{PublishBatchInput, PublishBatchOutput};
use aws_sdk_sns::types::{MessageAttributeValue, PublishBatchRequestEntry};
use aws_smithy_runtime_api::client::interceptors::context::Output;
use lumigo_core::ActiveSpan;

/// `messaging.system` of SNS.
pub(crate) const SYSTEM: &str = "aws.sns";

impl MessageAttribute for MessageAttributeValue {
    fn text(value: String) -> Option<Self> {
        let builder = Self::builder().data_type("String").string_value(value);
        builder.build().ok()
    }

    fn size(&self) -> usize {
        let text = self.string_value.as_ref().map_or(0, String::len);
        let binary = self.binary_value.as_ref();
        self.data_type.len() + text + binary.map_or(0, |value| value.as_ref().len())
    }
}

/// Starts the span of a message, and writes its context into the message.
pub(crate) fn publish(call: &Beginning<'_>, input: &mut PublishInput) -> (ActiveSpan, Sent) {
    let span = call.start(&[]);
    let topic = input.topic_arn.as_deref().or(input.target_arn.as_deref());
    let sent = Sent::new(SYSTEM, outcome);
    if topic.is_none() {
        // A text message to a telephone, which has no attributes of the sender's.
        return (span, sent);
    }
    let body = input.message.as_ref().map_or(0, String::len);
    let mut room = Room::beside(body + attributes_size(input.message_attributes.as_ref()));
    inject(
        call.core,
        span.context(),
        &mut input.message_attributes,
        &mut room,
    );
    (span, sent)
}

/// Starts the spans of a batch, and writes into each message the context of its own.
pub(crate) fn publish_batch(
    call: &Beginning<'_>,
    input: &mut PublishBatchInput,
) -> (ActiveSpan, Sent) {
    let span = call.start(&[]);
    let topic = shared(last_part(input.topic_arn.as_deref().unwrap_or_default()));
    let mut sent = Sent::new(SYSTEM, batch_outcomes);
    let entries = input
        .publish_batch_request_entries
        .as_deref_mut()
        .unwrap_or_default();
    // The limit is the batch's.
    let mut room = Room::beside(entries.iter().map(size).sum());
    for entry in entries {
        let context = sent.add(call.core, &span, Some(entry.id.clone()), &topic);
        inject(
            call.core,
            &context,
            &mut entry.message_attributes,
            &mut room,
        );
    }
    (span, sent)
}

fn size(entry: &PublishBatchRequestEntry) -> usize {
    entry.message.len() + attributes_size(entry.message_attributes.as_ref())
}

fn outcome(output: &Output) -> Vec<Outcome<'_>> {
    let output = output.downcast_ref::<PublishOutput>();
    let outcome = output.map(|output| Outcome {
        entry: None,
        result: Ok(output.message_id()),
    });
    outcome.into_iter().collect()
}

fn batch_outcomes(output: &Output) -> Vec<Outcome<'_>> {
    let Some(output) = output.downcast_ref::<PublishBatchOutput>() else {
        return Vec::new();
    };
    let sent = output.successful().iter().map(|entry| Outcome {
        entry: entry.id(),
        result: Ok(entry.message_id()),
    });
    let refused = output.failed().iter().map(|entry| Outcome {
        entry: Some(entry.id()),
        result: Err(entry.code()),
    });
    sent.chain(refused).collect()
}
