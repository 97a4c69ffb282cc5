//! What carries the context of a received message: its attributes, or those of the envelope in its body.

use super::names::spellings;
use super::producer::Producer;
use crate::request::{members, text_of};
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
        of(core, |name| {
            // There are few: none is hashed.
            let (_, value) = attributes.iter().find(|(other, _)| *other == name)?;
            Some(value.string_value.as_deref()?.into())
        })
    });
    own.or_else(|| in_body(core, message.body.as_deref()?, DEPTH))
}

/// Who has sent what has these values under the names of fields.
fn of<'a>(core: &ActiveCore, value: impl Fn(&str) -> Option<Cow<'a, str>>) -> Option<Producer> {
    let fields = core.propagation_fields().filter_map(|field| {
        let value = spellings(field).find_map(&value)?;
        Some((field.to_owned(), value.into_owned()))
    });
    let fields: Vec<_> = fields.collect();
    if fields.is_empty() {
        return None;
    }
    Producer::of(core, fields)
}

/// Where SNS or EventBridge have put a message into one of their own.
fn in_body(core: &ActiveCore, body: &str, depth: usize) -> Option<Producer> {
    let mut names = core.propagation_fields().flat_map(spellings);
    // Most bodies need not be read.
    if depth == 0 || !body.trim_start().starts_with('{') || !names.any(|name| body.contains(name)) {
        return None;
    }
    let envelope: Envelope<'_> = serde_json::from_str(body).ok()?;
    let kind = envelope.kind.and_then(text_of);
    let own = if kind.as_deref() == Some("Notification") {
        in_members(core, envelope.message_attributes, |attribute| {
            let value = members(attribute.get(), |name| name == "Value");
            text_of(value.first()?.1)
        })
    } else {
        in_members(core, envelope.detail, text_of)
    };
    own.or_else(|| in_body(core, &text_of(envelope.message?)?, depth - 1))
}

fn in_members<'a>(
    core: &ActiveCore,
    object: Option<&'a RawValue>,
    text: impl Fn(&'a RawValue) -> Option<Cow<'a, str>>,
) -> Option<Producer> {
    let is_field = |name: &str| {
        let mut fields = core.propagation_fields().flat_map(spellings);
        fields.any(|field| field == name)
    };
    let members = members(object?.get(), is_field);
    of(core, |name| {
        let (_, value) = members.iter().find(|(other, _)| other == name)?;
        text(value)
    })
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
