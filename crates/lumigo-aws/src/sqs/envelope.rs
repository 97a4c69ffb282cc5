//! What carries the context of a received message: its attributes, or those of the envelope in its body.

use aws_sdk_sqs::types::{Message, MessageAttributeValue};
use lumigo_core::ActiveCore;
use opentelemetry::Context;
use opentelemetry::propagation::Extractor;
use opentelemetry::trace::TraceContextExt;
use serde::Deserialize;
use serde_json::Value;
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
    let carrier = match envelope.kind.as_str() {
        Some("Notification") => Members {
            members: &envelope.message_attributes,
            within: Some("Value"),
        },
        _ => Members {
            members: &envelope.detail,
            within: None,
        },
    };
    extract(core, &carrier).or_else(|| in_body(core, envelope.message.as_str()?, depth - 1))
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

/// The members of an object, or what is under a name within them.
struct Members<'a> {
    members: &'a Value,
    within: Option<&'static str>,
}

impl Extractor for Members<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        let member = self.members.get(key)?;
        self.within
            .map_or(Some(member), |name| member.get(name))?
            .as_str()
    }

    fn keys(&self) -> Vec<&str> {
        let members = self.members.as_object();
        members
            .into_iter()
            .flat_map(|members| members.keys().map(String::as_str))
            .collect()
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
