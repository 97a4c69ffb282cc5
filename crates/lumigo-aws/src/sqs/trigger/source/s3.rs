use super::{Source, of};
use crate::sqs::trigger::Trigger;
use crate::sqs::trigger::event::Event;
use crate::sqs::trigger::part::Part;

pub(super) const SOURCE: Source = Source { is, trigger };

fn is(event: &Event) -> bool {
    event.record_is_of("aws:s3")
}

fn trigger(event: &Event) -> Option<Trigger<'_>> {
    let request = match event.record("responseElements") {
        Some(elements) => elements.as_object()?.get("x-amz-request-id"),
        None => None,
    };
    let bucket = event.record("s3")?.get("bucket")?.get("arn")?;
    Some(Trigger {
        extra: vec![
            ("arn", Part::of(bucket)),
            ("recordsNum", Part::count(event.records()?.len())),
        ],
        message_ids: vec![Part::json(request)],
        ..of("s3")
    })
}
