use super::{Source, is_set, of, trace_state};
use crate::sqs::trigger::Trigger;
use crate::sqs::trigger::event::{Event, given};
use crate::sqs::trigger::part::Part;

pub(super) const SOURCE: Source = Source { is, trigger };

fn is(event: &Event) -> bool {
    let of_context = |key| is_set(event.at(&["requestContext", key]));
    event.has("httpMethod")
        && given(event.at(&["headers", "host"])).is_some()
        && (of_context("elb") || of_context("alb"))
}

fn trigger(event: &Event) -> Option<Trigger<'_>> {
    Some(Trigger {
        extra: vec![
            ("httpMethod", Part::json(event.get("httpMethod"))),
            ("api", Part::json(event.at(&["headers", "host"]))),
        ],
        message_ids: trace_state(event).map(Part::text).into_iter().collect(),
        ..of("load_balancer")
    })
}
