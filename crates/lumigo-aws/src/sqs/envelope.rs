//! What carries the context of a received message: its attributes, or those of the envelope in its body.

use aws_sdk_sqs::types::{Message, MessageAttributeValue};
use lumigo_core::ActiveCore;
use opentelemetry::Context;
use opentelemetry::propagation::Extractor;
use opentelemetry::trace::TraceContextExt;
use serde::Deserialize;
use std::collections::HashMap;

/// How many envelopes may be around a message: EventBridge in SNS.
const DEPTH: usize = 2;

/// The context of whoever has sent a message; `None` when it carries none.
pub(super) fn producer(core: &ActiveCore, message: &Message) -> Option<Context> {
    let attributes = message.message_attributes.as_ref();
    let own = attributes.and_then(|attributes| extract(core, &Attributes(attributes)));
    own.or_else(|| in_body(core, message.body.as_deref()?, DEPTH))
}

fn extract(core: &ActiveCore, carrier: &dyn Extractor) -> Option<Context> {
    let context = core.extract_from(&Context::new(), carrier);
    context.span().span_context().is_valid().then_some(context)
}

/// Where SNS or EventBridge have put a message into one of their own.
fn in_body(core: &ActiveCore, body: &str, depth: usize) -> Option<Context> {
    let mut names = core.propagation_fields();
    // Most bodies need not be read.
    if depth == 0 || !body.trim_start().starts_with('{') || !names.any(|name| body.contains(name)) {
        return None;
    }
    let envelope: Envelope = serde_json::from_str(body).ok()?;
    let context = match envelope.kind {
        Some(kind) if kind == "Notification" => {
            let attributes = envelope.message_attributes.unwrap_or_default();
            let values = attributes
                .into_iter()
                .filter_map(|(name, one)| Some((name, one.value?)));
            extract(core, &Values(values.collect()))
        }
        _ => extract(core, &Values(envelope.detail?.0)),
    };
    context.or_else(|| in_body(core, &envelope.message?, depth - 1))
}

/// What is read of a notification of SNS, and of an event of EventBridge.
#[derive(Deserialize)]
struct Envelope {
    #[serde(rename = "Type")]
    kind: Option<String>,
    #[serde(rename = "Message")]
    message: Option<String>,
    #[serde(rename = "MessageAttributes")]
    message_attributes: Option<HashMap<String, Notified>>,
    detail: Option<Detail>,
}

#[derive(Deserialize)]
struct Notified {
    #[serde(rename = "Value")]
    value: Option<String>,
}

/// The members of an event's detail that are texts.
struct Detail(HashMap<String, String>);

impl<'de> Deserialize<'de> for Detail {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let members = HashMap::<String, serde_json::Value>::deserialize(deserializer)?;
        let texts = members.into_iter().filter_map(|(name, value)| match value {
            serde_json::Value::String(text) => Some((name, text)),
            _ => None,
        });
        Ok(Self(texts.collect()))
    }
}

struct Attributes<'a>(&'a HashMap<String, MessageAttributeValue>);

impl Extractor for Attributes<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.string_value.as_deref()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(String::as_str).collect()
    }
}

struct Values(HashMap<String, String>);

impl Extractor for Values {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(String::as_str).collect()
    }
}
