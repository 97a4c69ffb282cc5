//! The services that messages come from, each with the shape of its events.

mod api_gateway;
mod app_sync;
mod dynamodb;
mod event_bridge;
mod kafka;
mod kinesis;
mod load_balancer;
mod s3;
mod scheduled;
mod sns;
mod sqs;

use super::Trigger;
use super::event::Event;
use memchr::memmem;
use serde_json::Value;

/// One of them is in the text of each event that a queue is known to carry.
const SIGNS: [&str; 3] = ["SimpleNotificationService", "TopicArn", "detail-type"];

struct Source {
    is: fn(&Event) -> bool,
    /// `None` when the event lacks what the service never leaves out.
    trigger: fn(&Event) -> Option<Trigger<'_>>,
}

/// In the order in which they are asked: some events look like those of two.
const SOURCES: [Source; 11] = [
    api_gateway::SOURCE,
    load_balancer::SOURCE,
    sns::SOURCE,
    s3::SOURCE,
    sqs::SOURCE,
    kinesis::SOURCE,
    dynamodb::SOURCE,
    scheduled::SOURCE,
    event_bridge::SOURCE,
    app_sync::SOURCE,
    kafka::SOURCE,
];

/// Whether a body is worth parsing, at a glance.
pub(super) fn may_be_in(body: &str) -> bool {
    let is_object = body
        .trim_start_matches([' ', '\t', '\n', '\r'])
        .starts_with('{');
    let has = |sign: &str| memmem::find(body.as_bytes(), sign.as_bytes()).is_some();
    is_object && SIGNS.into_iter().any(has)
}

/// The service that an event comes from.
pub(super) fn trigger(event: &Event) -> Option<Trigger<'_>> {
    let source = SOURCES.iter().find(|source| (source.is)(event))?;
    (source.trigger)(event)
}

fn of(triggered_by: &'static str) -> Trigger<'static> {
    Trigger {
        triggered_by,
        extra: Vec::new(),
        message_ids: Vec::new(),
        bodies: Vec::new(),
    }
}

/// The vendor's part of a trace state: what stands behind the last `=`.
fn trace_state(event: &Event) -> Option<&str> {
    let state = event.at(&["headers", "tracestate"])?.as_str()?;
    state.rsplit_once('=').map(|(_, value)| value)
}

fn is_set(value: Option<&Value>) -> bool {
    value.is_some_and(|value| !value.is_null())
}
