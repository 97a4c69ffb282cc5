//! `lumigoData`: where received messages come from, as far as their bodies tell.
//!
//! The queue is the first trigger. A body that a service such as SNS or EventBridge has wrapped makes one
//! more, which names the queue's as its target; what that wraps makes the next, and so on.

mod chain;
mod data;
mod event;
mod id;
mod part;
mod python_json;
mod source;

use aws_sdk_sqs::types::Message;
use chain::Chain;
use lumigo_core::ChainLimits;
use part::Part;

/// One service that a message has come through.
struct Trigger<'a> {
    triggered_by: &'static str,
    extra: Vec<(&'static str, Part<'a>)>,
    message_ids: Vec<Part<'a>>,
    /// What may have been wrapped by another service before.
    bodies: Vec<&'a str>,
}

/// The `lumigoData` of a `ReceiveMessage` that was answered, in at most `length` characters: ids and
/// triggers that do not fit are left out, the last ones first. `None` when nothing shall be told, or
/// nothing fits.
pub(super) fn lumigo_data(
    messages: &[Message],
    limits: ChainLimits,
    length: usize,
) -> Option<String> {
    let mut chain = Chain::new(limits, length);
    chain.begin(&queue(messages));
    chain.finish()
}

fn queue(messages: &[Message]) -> Trigger<'_> {
    let texts = |text: fn(&Message) -> Option<&str>| {
        let texts = messages.iter().filter_map(text);
        texts.filter(|text| !text.is_empty())
    };
    Trigger {
        triggered_by: "sqs",
        // The answer does not name the queue.
        extra: vec![
            ("arn", Part::text("Unknown")),
            ("recordsNum", Part::count(messages.len())),
        ],
        message_ids: texts(Message::message_id).map(Part::text).collect(),
        bodies: texts(Message::body).collect(),
    }
}

#[cfg(test)]
mod tests;
