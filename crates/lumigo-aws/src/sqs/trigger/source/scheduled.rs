use super::{Source, of};
use crate::sqs::trigger::Trigger;
use crate::sqs::trigger::event::Event;
use crate::sqs::trigger::part::Part;

pub(super) const SOURCE: Source = Source { is, trigger };

fn is(event: &Event) -> bool {
    event.text("detail-type") == Some("Scheduled Event") && event.has("source") && event.has("time")
}

fn trigger(event: &Event) -> Option<Trigger<'_>> {
    Some(Trigger {
        extra: vec![
            ("resource", Part::text(rule(event)?)),
            ("region", Part::json(event.get("region"))),
            ("detailType", Part::json(event.get("detail-type"))),
        ],
        ..of("cloudwatch")
    })
}

/// The name in `arn:aws:events:REGION:ACCOUNT:rule/NAME`.
fn rule(event: &Event) -> Option<&str> {
    match event.get("resources") {
        Some(resources) => resources.get(0)?.as_str()?.split('/').nth(1),
        None => Some("unknown"),
    }
}
