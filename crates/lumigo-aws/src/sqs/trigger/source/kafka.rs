use super::{Source, of};
use crate::sqs::trigger::Trigger;
use crate::sqs::trigger::event::Event;
use crate::sqs::trigger::part::Part;
use serde_json::Value;
use std::borrow::Cow;

pub(super) const SOURCE: Source = Source { is, trigger };

fn is(event: &Event) -> bool {
    event.text("eventSource") == Some("SelfManagedKafka")
}

fn trigger(event: &Event) -> Option<Trigger<'_>> {
    let topic = records(event).next().and_then(|record| record.get("topic"));
    let headers = records(event)
        .filter_map(|record| record.get("headers")?.as_array())
        .flatten();
    let parents = headers.filter_map(|header| parent(header.get("traceparent")?));
    Some(Trigger {
        extra: vec![
            ("resource", Part::json(topic)),
            (
                "bootstrapServers",
                Part::json(event.get("bootstrapServers")),
            ),
        ],
        message_ids: parents.collect(),
        ..of("kafka")
    })
}

/// Of every partition.
fn records(event: &Event) -> impl Iterator<Item = &Value> {
    let partitions = event.get("records").and_then(Value::as_object);
    let partitions = partitions
        .into_iter()
        .flat_map(|partitions| partitions.values());
    partitions.filter_map(Value::as_array).flatten()
}

/// A trace parent, whose characters are given as numbers.
fn parent(characters: &Value) -> Option<Part<'static>> {
    let letter = |number: &Value| char::from_u32(number.as_u64()?.try_into().ok()?);
    let parent: Option<String> = characters.as_array()?.iter().map(letter).collect();
    Some(Part::Text(Cow::Owned(parent?)))
}
