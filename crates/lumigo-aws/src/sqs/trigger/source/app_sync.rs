use super::{Source, of};
use crate::sqs::trigger::Trigger;
use crate::sqs::trigger::event::{Event, given};
use crate::sqs::trigger::part::Part;
use serde_json::Value;

pub(super) const SOURCE: Source = Source { is, trigger };

const IN_CONTEXT: [&str; 3] = ["context", "request", "headers"];
const IN_REQUEST: [&str; 2] = ["request", "headers"];

fn is(event: &Event) -> bool {
    let in_context = event
        .at(&IN_CONTEXT)
        .and_then(|headers| headers.get("host"));
    let host = given(in_context).or_else(|| event.at(&IN_REQUEST)?.get("host"));
    host.and_then(Value::as_str)
        .is_some_and(|host| host.contains("appsync-api"))
}

fn trigger(event: &Event) -> Option<Trigger<'_>> {
    let headers = given(event.at(&IN_CONTEXT)).or_else(|| event.at(&IN_REQUEST));
    let headers = headers?.as_object()?;
    let trace = headers.get("x-amzn-trace-id").and_then(Value::as_str);
    let id = trace.and_then(|trace| trace.rsplit('=').next());
    Some(Trigger {
        extra: vec![("api", Part::json(headers.get("host")))],
        message_ids: vec![id.map_or(Part::NULL, Part::text)],
        ..of("appsync")
    })
}
