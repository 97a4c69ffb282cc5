use super::{Source, of};
use crate::sqs::trigger::event::{Event, given};
use crate::sqs::trigger::part::Part;
use crate::sqs::trigger::{Trigger, python_json};
use md5::{Digest, Md5};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::fmt::Write;

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
            ("arn", Part::Json(event.record("eventSourceARN")?)),
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
    let digest = Md5::digest(python_json::sorted(given(content)?));
    let mut id = String::with_capacity(32);
    for byte in digest {
        // Writing to a `String` does not fail.
        let _ = write!(id, "{byte:02x}");
    }
    Some(Part::Text(Cow::Owned(id)))
}
