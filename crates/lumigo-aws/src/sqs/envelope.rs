//! What carries the context of a received message: its attributes, or those of the envelope in its body.

use super::producer::Producer;
use aws_sdk_sqs::types::Message;
use lumigo_core::ActiveCore;
use serde::Deserialize;
use serde_json::Value;

/// How many envelopes may be around a message: EventBridge in SNS.
const DEPTH: usize = 2;

/// Who has sent a message; `None` when it carries nothing of that.
pub(super) fn producer(core: &ActiveCore, message: &Message) -> Option<Producer> {
    let attributes = message.message_attributes.as_ref();
    let own = attributes.and_then(|attributes| {
        // Other senders write the names of some formats in another case.
        of(core, |field| {
            let mut attributes = attributes.iter();
            let (_, value) = attributes.find(|(name, _)| name.eq_ignore_ascii_case(field))?;
            value.string_value.as_deref()
        })
    });
    own.or_else(|| in_body(core, message.body.as_deref()?, DEPTH))
}

fn of<'a>(core: &ActiveCore, value: impl Fn(&str) -> Option<&'a str>) -> Option<Producer> {
    let fields = core.propagation_fields();
    let fields = fields.filter_map(|field| Some((field.to_owned(), value(field)?.to_owned())));
    let fields: Vec<_> = fields.collect();
    if fields.is_empty() {
        return None;
    }
    Producer::of(core, fields)
}

/// Where SNS or EventBridge have put a message into one of their own.
fn in_body(core: &ActiveCore, body: &str, depth: usize) -> Option<Producer> {
    let mut names = core.propagation_fields();
    // Most bodies need not be read.
    if depth == 0 || !body.trim_start().starts_with('{') || !names.any(|name| body.contains(name)) {
        return None;
    }
    let envelope: Envelope = serde_json::from_str(body).ok()?;
    let is_notification = envelope.kind.as_str() == Some("Notification");
    let own = of(core, |field| {
        let value = if is_notification {
            envelope.message_attributes.get(field)?.get("Value")?
        } else {
            envelope.detail.get(field)?
        };
        value.as_str()
    });
    own.or_else(|| in_body(core, envelope.message.as_str()?, depth - 1))
}

/// What is read of a notification of SNS, and of an event of EventBridge.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Envelope {
    #[serde(rename = "Type")]
    kind: Value,
    #[serde(rename = "Message")]
    message: Value,
    #[serde(rename = "MessageAttributes")]
    message_attributes: Value,
    detail: Value,
}
