//! Events that are put on a bus.

mod detail;

use crate::operation::shared;
use crate::request::last_part;
use crate::sending::{Beginning, Outcome, Room, Sent, fields};
use aws_sdk_eventbridge::operation::put_events::{PutEventsInput, PutEventsOutput};
use aws_sdk_eventbridge::types::PutEventsRequestEntry;
use aws_smithy_runtime_api::client::interceptors::context::Output;
use detail::with_fields;
use lumigo_core::ActiveSpan;

/// `messaging.system` of EventBridge.
pub(crate) const SYSTEM: &str = "aws.eventbridge";
/// What an event without a bus is put on.
pub(crate) const DEFAULT_BUS: &str = "default";
/// What the service counts for an event's time, which need not be given.
const TIME_SIZE: usize = 14;

/// Starts the spans of a batch, and writes into each event the context of its own. An event has no
/// attributes: its detail has the context, if it is a JSON object.
pub(crate) fn put_events(call: &Beginning<'_>, input: &mut PutEventsInput) -> (ActiveSpan, Sent) {
    let span = call.start(&[]);
    let entries = input.entries.as_deref_mut().unwrap_or_default();
    let mut sent = Sent::new(SYSTEM, outcomes);
    // The limit is the batch's.
    let mut room = Room::beside(entries.iter().map(size).sum());
    for entry in entries {
        let bus = shared(last_part(entry.event_bus_name().unwrap_or(DEFAULT_BUS)));
        let context = sent.add(call.core, &span, None, &bus);
        let fields = fields(call.core, &context);
        let own = call.core.propagation_fields();
        let detail = entry.detail.as_deref().and_then(|detail| {
            let injected = with_fields(detail, &fields, own)?;
            room.take(injected.len().saturating_sub(detail.len()))
                .then_some(injected)
        });
        if detail.is_some() {
            entry.detail = detail;
        }
    }
    (span, sent)
}

fn size(entry: &PutEventsRequestEntry) -> usize {
    let texts = [&entry.source, &entry.detail_type, &entry.detail];
    let texts = texts.into_iter().flatten().map(String::len);
    let resources = entry.resources().iter().map(String::len);
    texts.chain(resources).sum::<usize>() + TIME_SIZE
}

fn outcomes(output: &Output) -> Vec<Outcome<'_>> {
    let output = output.downcast_ref::<PutEventsOutput>();
    let entries = output.into_iter().flat_map(PutEventsOutput::entries);
    let outcomes = entries.map(|entry| Outcome {
        entry: None,
        result: entry.error_code().map_or(Ok(entry.event_id()), Err),
    });
    outcomes.collect()
}
