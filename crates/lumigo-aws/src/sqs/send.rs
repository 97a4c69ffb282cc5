//! What is sent to a queue.

use super::{SYSTEM, md5};
use crate::request::Queue;
use crate::sending::{Beginning, Outcome, Room, Sent, attributes_size, inject};
use aws_sdk_sqs::operation::send_message::{SendMessageInput, SendMessageOutput};
use aws_sdk_sqs::operation::send_message_batch::{SendMessageBatchInput, SendMessageBatchOutput};
use aws_sdk_sqs::types::{MessageAttributeValue, SendMessageBatchRequestEntry};
use aws_smithy_runtime_api::client::interceptors::context::Output;
use lumigo_core::{ActiveCore, ActiveSpan};
use opentelemetry::{Context, StringValue};
use std::collections::HashMap;

/// Starts the span of a message, and writes its context into the message.
pub(crate) fn send(call: &Beginning<'_>, input: &mut SendMessageInput) -> (ActiveSpan, Sent) {
    let (span, mut sent, _) = start(call, input.queue_url.as_deref(), outcome);
    let body = input.message_body.as_ref().map_or(0, String::len);
    let mut room = Room::beside(body + attributes_size(input.message_attributes.as_ref()));
    let own = &mut input.message_attributes;
    sent.digests.extend(inject_beside(
        call.core,
        span.context(),
        own,
        &mut room,
        None,
    ));
    (span, sent)
}

/// Starts the spans of a batch, and writes into each message the context of its own.
pub(crate) fn send_batch(
    call: &Beginning<'_>,
    input: &mut SendMessageBatchInput,
) -> (ActiveSpan, Sent) {
    let (span, mut sent, queue) = start(call, input.queue_url.as_deref(), batch_outcomes);
    let entries = input.entries.as_deref_mut().unwrap_or_default();
    // The limit is the batch's.
    let mut room = Room::beside(entries.iter().map(size).sum());
    for entry in entries {
        let context = sent.add(call.core, &span, Some(entry.id.clone()), &queue);
        let own = &mut entry.message_attributes;
        let digests = inject_beside(call.core, &context, own, &mut room, Some(&entry.id));
        sent.digests.extend(digests);
    }
    (span, sent)
}

fn start(
    call: &Beginning<'_>,
    queue: Option<&str>,
    outcomes: for<'a> fn(&'a Output) -> Vec<Outcome<'a>>,
) -> (ActiveSpan, Sent, StringValue) {
    let sent = Sent::new(SYSTEM, outcomes);
    let Some(url) = queue else {
        return (call.start(&[]), sent, "".into());
    };
    let queue = Queue::of(call.core, url);
    let span = call.start(queue.attributes());
    (span, sent.named(), queue.name())
}

/// Writes the context beside the caller's attributes, and gives the digests with and without it.
fn inject_beside(
    core: &ActiveCore,
    context: &Context,
    attributes: &mut Option<HashMap<String, MessageAttributeValue>>,
    room: &mut Room,
    entry: Option<&str>,
) -> Option<Digests> {
    let own = attributes.as_ref().and_then(md5::of_attributes);
    let is_injected = inject(core, context, attributes, room);
    // Without any of their own there is nothing that could have changed on its way.
    let all = own.as_ref().and(attributes.as_ref());
    let all = all.and_then(md5::of_attributes);
    is_injected.then_some(Digests {
        entry: entry.map(str::to_owned),
        own,
        all,
    })
}

/// The digests of a message's attributes: the service tells the sender that of all.
#[derive(Debug)]
pub(crate) struct Digests {
    entry: Option<String>,
    own: Option<String>,
    /// `None` where there are no own ones.
    all: Option<String>,
}

impl Digests {
    /// Tells the caller that of their own. A digest that fits neither stays: the message has changed on its way.
    fn restore(&mut self, told: &mut Option<String>) {
        if self.own.is_none() || *told == self.all {
            *told = self.own.take();
        }
    }
}

/// Gives the caller the digests of what they have sent.
pub(crate) fn tidy(digests: &mut [Digests], output: &mut Output) {
    if let Some(output) = output.downcast_mut::<SendMessageOutput>() {
        for digest in digests {
            digest.restore(&mut output.md5_of_message_attributes);
        }
    } else if let Some(output) = output.downcast_mut::<SendMessageBatchOutput>() {
        for entry in &mut output.successful {
            let mut digests = digests.iter_mut();
            let digest = digests.find(|digest| digest.entry.as_ref() == Some(&entry.id));
            if let Some(digest) = digest {
                digest.restore(&mut entry.md5_of_message_attributes);
            }
        }
    }
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
