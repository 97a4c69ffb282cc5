use super::{Source, of};
use crate::sqs::trigger::Trigger;
use crate::sqs::trigger::event::{Event, given};
use crate::sqs::trigger::part::Part;
use serde_json::Value;

pub(super) const SOURCE: Source = Source { is, trigger };

fn is(event: &Event) -> bool {
    event.record_is_of("aws:kinesis")
}

fn trigger(event: &Event) -> Option<Trigger<'_>> {
    let records = event.records()?;
    let mut extra = vec![
        ("arn", Part::of(event.record("eventSourceARN")?)),
        ("recordsNum", Part::count(records.len())),
    ];
    if let Some(Value::String(id)) = event.record("eventID") {
        let shard = id.split_once(':').map_or(id.as_str(), |(shard, _)| shard);
        extra.push(("shardId", Part::text(shard)));
    }
    Some(Trigger {
        extra,
        message_ids: records
            .iter()
            .filter_map(sequence_number)
            .map(Part::of)
            .collect(),
        ..of("kinesis")
    })
}

fn sequence_number(record: &Value) -> Option<&Value> {
    given(record.get("kinesis")?.get("sequenceNumber"))
}
