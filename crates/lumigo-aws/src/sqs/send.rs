//! What is sent to a queue.

use super::SYSTEM;
use crate::request::Queue;
use crate::sending::{Beginning, Outcome, Room, Sent, attributes_size, inject};
use aws_sdk_sqs::operation::send_message::{SendMessageInput, SendMessageOutput};
use aws_sdk_sqs::operation::send_message_batch::{SendMessageBatchInput, SendMessageBatchOutput};
use aws_sdk_sqs::types::SendMessageBatchRequestEntry;
use aws_smithy_runtime_api::client::interceptors::context::Output;
use lumigo_core::ActiveSpan;

/// Starts the span of a message, and writes its context into the message.
pub(crate) fn send(call: &Beginning<'_>, input: &mut SendMessageInput) -> (ActiveSpan, Sent) {
    let (span, sent) = start(call, input.queue_url.as_deref(), outcome);
    let body = input.message_body.as_ref().map_or(0, String::len);
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
pub(crate) fn send_batch(
    call: &Beginning<'_>,
    input: &mut SendMessageBatchInput,
) -> (ActiveSpan, Sent) {
    let (span, mut sent) = start(call, input.queue_url.as_deref(), batch_outcomes);
    let entries = input.entries.as_deref_mut().unwrap_or_default();
    // The limit is the batch's.
    let mut room = Room::beside(entries.iter().map(size).sum());
    for entry in entries {
        let context = sent.add(call.core, &span, Some(entry.id.clone()));
        inject(
            call.core,
            &context,
            &mut entry.message_attributes,
            &mut room,
        );
    }
    (span, sent)
}

fn start(
    call: &Beginning<'_>,
    queue: Option<&str>,
    outcomes: for<'a> fn(&'a Output) -> Vec<Outcome<'a>>,
) -> (ActiveSpan, Sent) {
    let queue = queue.map(|url| Queue::of(call.core, url));
    let span = call.start(queue.as_deref());
    let sent = match queue {
        Some(queue) => Sent::new(SYSTEM, queue.name(), outcomes).named(),
        None => Sent::new(SYSTEM, "".into(), outcomes),
    };
    (span, sent)
}

fn size(entry: &SendMessageBatchRequestEntry) -> usize {
    entry.message_body.len() + attributes_size(entry.message_attributes.as_ref())
}

fn outcome(output: &Output) -> Vec<Outcome<'_>> {
    let output = output.downcast_ref::<SendMessageOutput>();
    let outcome = output.map(|output| Outcome {
        entry: None,
        result: Ok(output.message_id()),
    });
    outcome.into_iter().collect()
}

fn batch_outcomes(output: &Output) -> Vec<Outcome<'_>> {
    let Some(output) = output.downcast_ref::<SendMessageBatchOutput>() else {
        return Vec::new();
    };
    let sent = output.successful().iter().map(|entry| Outcome {
        entry: Some(entry.id()),
        result: Ok(Some(entry.message_id())),
    });
    let refused = output.failed().iter().map(|entry| Outcome {
        entry: Some(entry.id()),
        result: Err(entry.code()),
    });
    sent.chain(refused).collect()
}
