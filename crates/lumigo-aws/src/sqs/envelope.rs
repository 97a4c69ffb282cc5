//! What carries the context of a received message: its attributes, or those of the envelope in its body.

use super::names::spellings;
use super::producer::Producer;
use crate::request::{text_of, value_of};
use aws_sdk_sqs::types::Message;
use lumigo_core::ActiveCore;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// How many envelopes may be around a message: EventBridge in SNS.
const DEPTH: usize = 2;

/// Who has sent a message; `None` when it carries nothing of that.
pub(super) fn producer(core: &ActiveCore, message: &Message) -> Option<Producer> {
    let attributes = message.message_attributes.as_ref();
    let own = attributes.and_then(|attributes| {
        // Other senders write the names of some formats in another case.
        of(core, |field| {
            // There are few: none is hashed.
            let one = |name| attributes.iter().find(|(other, _)| *other == name);
            let (_, value) = spellings(field).find_map(one)?;
            Some(value.string_value.as_deref()?.into())
        })
    });
    own.or_else(|| in_body(core, message.body.as_deref()?, DEPTH))
}

fn of<'a>(core: &ActiveCore, value: impl Fn(&str) -> Option<Cow<'a, str>>) -> Option<Producer> {
    let fields = core.propagation_fields();
    let fields = fields.filter_map(|field| Some((field.to_owned(), value(field)?.into_owned())));
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
    let envelope: Envelope<'_> = serde_json::from_str(body).ok()?;
    let kind = envelope.kind.and_then(text_of);
    let own = if kind.as_deref() == Some("Notification") {
        let attributes = envelope.message_attributes.map(RawValue::get);
        of(core, |field| {
            let attribute = value_of(attributes?, field)?;
            text_of(value_of(attribute.get(), "Value")?)
        })
    } else {
        let detail = envelope.detail.map(RawValue::get);
        of(core, |field| text_of(value_of(detail?, field)?))
    };
    own.or_else(|| in_body(core, &text_of(envelope.message?)?, depth - 1))
}

/// What is read of a notification of SNS, and of an event of EventBridge.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(rename = "Type", borrow)]
    kind: Option<&'a RawValue>,
    #[serde(rename = "Message", borrow)]
    message: Option<&'a RawValue>,
    #[serde(rename = "MessageAttributes", borrow)]
    message_attributes: Option<&'a RawValue>,
    #[serde(borrow)]
    detail: Option<&'a RawValue>,
}
