use super::{Source, of};
use crate::sqs::trigger::Trigger;
use crate::sqs::trigger::event::{Event, given};
use crate::sqs::trigger::part::Part;
use serde_json::{Map, Value};

pub(super) const SOURCE: Source = Source { is, trigger };

/// What a function is given, or what a call has returned.
fn is(event: &Event) -> bool {
    let is_call = || {
        event.text("service_name") == Some("sqs")
            && event.text("operation_name") == Some("ReceiveMessage")
    };
    event.has_sound_records() && (event.record_is_of("aws:sqs") || is_call())
}

fn trigger(event: &Event) -> Option<Trigger<'_>> {
    let [records, messages] = ["Records", "Messages"].map(|key| list(event, key));
    let messages: Option<Vec<_>> = records?
        .iter()
        .chain(messages?)
        .map(Value::as_object)
        .collect();
    let messages = messages?;
    let arn = given(event.record("eventSourceARN"));
    let ids = messages
        .iter()
        .filter_map(|message| either(message, "messageId", "MessageId"));
    let bodies = messages
        .iter()
        .filter_map(|message| either(message, "body", "Body"));
    Some(Trigger {
        extra: vec![
            ("arn", arn.map_or(Part::text("Unknown"), Part::of)),
            ("recordsNum", Part::count(messages.len())),
        ],
        message_ids: ids.map(Part::of).collect(),
        bodies: bodies.filter_map(Value::as_str).collect(),
        ..of("sqs")
    })
}

/// `None` when there is something else under the key.
fn list<'a>(event: &'a Event, key: &str) -> Option<&'a [Value]> {
    match event.get(key) {
        Some(list) => list.as_array().map(Vec::as_slice),
        None => Some(&[]),
    }
}

fn either<'a>(message: &'a Map<String, Value>, key: &str, other: &str) -> Option<&'a Value> {
    given(message.get(key)).or_else(|| given(message.get(other)))
}
