use super::{Source, of};
use crate::sqs::md5;
use crate::sqs::trigger::event::{Event, given};
use crate::sqs::trigger::part::Part;
use crate::sqs::trigger::{Trigger, python_json};
use serde_json::{Map, Value};
use std::borrow::Cow;

pub(super) const SOURCE: Source = Source { is, trigger };

fn is(event: &Event) -> bool {
    event.record_is_of("aws:dynamodb")
}

fn trigger(event: &Event) -> Option<Trigger<'_>> {
    let records = event.records()?;
    let (mut size, mut message_ids) = (0_i64, Vec::new());
    for record in records {
        let change = record.get("dynamodb")?.as_object()?;
        let bytes = change.get("SizeBytes").map_or(Some(0), Value::as_i64)?;
        size = size.saturating_add(bytes);
        message_ids.extend(id(record.get("eventName"), change));
    }
    Some(Trigger {
        extra: vec![
            ("arn", Part::of(event.record("eventSourceARN")?)),
            ("recordsNum", Part::count(records.len())),
            (
                "approxEventCreationTime",
                Part::Number(creation_time(event)?),
            ),
            ("totalSizeBytes", Part::Number(size)),
        ],
        message_ids,
        ..of("dynamodb")
    })
}

/// In milliseconds; streams give seconds, with a fraction or without.
fn creation_time(event: &Event) -> Option<i64> {
    let seconds = match event.record("dynamodb")?.get("ApproximateCreationDateTime") {
        Some(time) => time
            .as_i64()
            .or_else(|| time.as_f64().map(|time| time as i64))?,
        None => 0,
    };
    Some(seconds.saturating_mul(1000))
}

/// A stream gives its records no id that the writer knows too: what was written, or the key of it, stands
/// for one.
fn id(event_name: Option<&Value>, change: &Map<String, Value>) -> Option<Part<'static>> {
    let content = match event_name?.as_str()? {
        "MODIFY" | "REMOVE" => change.get("Keys"),
        "INSERT" => change.get("NewImage"),
        _ => None,
    };
    let content = python_json::sorted(given(content)?);
    Some(Part::Text(Cow::Owned(md5::of(&content))))
}
