use super::{Source, of};
use crate::sqs::trigger::Trigger;
use crate::sqs::trigger::event::Event;
use crate::sqs::trigger::part::Part;
use serde_json::Value;

pub(super) const SOURCE: Source = Source { is, trigger };

const TEXTS: [&str; 6] = ["version", "id", "detail-type", "source", "time", "region"];

fn is(event: &Event) -> bool {
    TEXTS.iter().all(|key| event.text(key).is_some())
        && event.get("resources").is_some_and(Value::is_array)
        && event.get("detail").is_some_and(Value::is_object)
}

fn trigger(event: &Event) -> Option<Trigger<'_>> {
    Some(Trigger {
        message_ids: vec![Part::text(event.text("id")?)],
        ..of("eventBridge")
    })
}
