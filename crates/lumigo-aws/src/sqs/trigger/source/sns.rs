use super::{Source, of};
use crate::sqs::trigger::Trigger;
use crate::sqs::trigger::event::{Event, given};
use crate::sqs::trigger::part::Part;

pub(super) const SOURCE: Source = Source { is, trigger };

fn is(event: &Event) -> bool {
    let is_record = || {
        let source = event.record("EventSource");
        source.is_some_and(|source| source == "aws:sns")
    };
    let is_notification = || event.text("Type") == Some("Notification") && event.has("TopicArn");
    event.has_sound_records() && (is_record() || is_notification())
}

fn trigger(event: &Event) -> Option<Trigger<'_>> {
    let (id, topic) = match given(event.record("Sns")) {
        Some(notification) => (notification.get("MessageId"), notification.get("TopicArn")),
        None => (event.get("MessageId"), event.get("TopicArn")),
    };
    Some(Trigger {
        extra: vec![
            ("arn", Part::of(topic?)),
            (
                "recordsNum",
                Part::count(event.records().map_or(1, Vec::len)),
            ),
        ],
        message_ids: vec![Part::of(id?)],
        ..of("sns")
    })
}
