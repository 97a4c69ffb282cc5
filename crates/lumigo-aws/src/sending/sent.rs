use crate::error_type::entry_error_type;
use crate::operation::known_name;
use aws_smithy_runtime_api::client::interceptors::context::Output;
use lumigo_core::{ActiveCore, ActiveSpan, Known};
use opentelemetry::trace::{SpanBuilder, SpanKind};
use opentelemetry::{Context, KeyValue, StringValue};
use opentelemetry_semantic_conventions::attribute::{
    MESSAGING_BATCH_MESSAGE_COUNT, MESSAGING_DESTINATION_NAME, MESSAGING_MESSAGE_ID,
    MESSAGING_OPERATION_NAME, MESSAGING_OPERATION_TYPE, MESSAGING_SYSTEM,
};
use std::sync::Arc;

/// Names of the spans of messages.
static NAMES: Known = Known::new();

/// What a service says of one message.
#[derive(Debug)]
pub(crate) struct Outcome<'a> {
    /// The name that the caller has given it in the batch; where there are no names, they come in order.
    pub(crate) entry: Option<&'a str>,
    /// The message's id, or the code of the error.
    pub(crate) result: Result<Option<&'a str>, &'a str>,
}

/// Messages on their way, of which each has a span of its own in a batch.
#[derive(Debug)]
pub(crate) struct Sent {
    system: &'static str,
    /// Whether the call's span names the destination already.
    is_named: bool,
    /// Empty where the call's own span is the message's.
    entries: Vec<(Option<String>, ActiveSpan)>,
    #[cfg(feature = "sqs")]
    pub(crate) digests: Vec<crate::sqs::Digests>,
    outcomes: for<'a> fn(&'a Output) -> Vec<Outcome<'a>>,
}

impl Sent {
    pub(crate) fn new(
        system: &'static str,
        outcomes: for<'a> fn(&'a Output) -> Vec<Outcome<'a>>,
    ) -> Self {
        Self {
            system,
            is_named: false,
            entries: Vec::new(),
            #[cfg(feature = "sqs")]
            digests: Vec::new(),
            outcomes,
        }
    }

    /// The call's span names the destination already.
    #[cfg(feature = "sqs")]
    pub(crate) fn named(self) -> Self {
        Self {
            is_named: true,
            ..self
        }
    }

    pub(crate) fn is_named(&self) -> bool {
        self.is_named
    }

    /// Starts the span of one message of a batch, and gives the context that the message shall carry.
    pub(crate) fn add(
        &mut self,
        core: &Arc<ActiveCore>,
        call: &ActiveSpan,
        entry: Option<String>,
        destination: &StringValue,
    ) -> Context {
        let parent = call.context().clone();
        let span = core.start_unfiltered_span(parent, SpanKind::Producer, || {
            let name = known_name(&NAMES, ["create ", destination.as_str()]);
            // With room for the id.
            let mut attributes = Vec::with_capacity(5);
            attributes.extend([
                KeyValue::new(MESSAGING_SYSTEM, self.system),
                KeyValue::new(MESSAGING_DESTINATION_NAME, destination.clone()),
                KeyValue::new(MESSAGING_OPERATION_TYPE, "create"),
                KeyValue::new(MESSAGING_OPERATION_NAME, "create"),
            ]);
            SpanBuilder::from_name(name).with_attributes(attributes)
        });
        let context = span.context().clone();
        self.entries.push((entry, span));
        context
    }

    /// Ends the messages' spans.
    pub(crate) fn settle(
        self,
        output: Option<&Output>,
        error_type: Option<&str>,
        call: &mut ActiveSpan,
    ) {
        if !call.is_recording() {
            return;
        }
        let outcomes = output.map(self.outcomes).unwrap_or_default();
        if self.entries.is_empty() {
            let id = outcomes.first().and_then(|outcome| outcome.result.ok()?);
            id.into_iter().for_each(|id| set_id(call, id));
            return;
        }
        let count = i64::try_from(self.entries.len()).unwrap_or(i64::MAX);
        call.set_attribute(KeyValue::new(MESSAGING_BATCH_MESSAGE_COUNT, count));
        let mut refused = Refused::default();
        for (position, (entry, mut span)) in self.entries.into_iter().enumerate() {
            let outcome = outcomes
                .iter()
                .find(|one| one.entry.is_some() && one.entry == entry.as_deref());
            let in_order = || outcomes.get(position).filter(|one| one.entry.is_none());
            match outcome.or_else(in_order).map(|outcome| outcome.result) {
                Some(Ok(id)) => id.into_iter().for_each(|id| set_id(&span, id)),
                Some(Err(code)) => {
                    span.set_error(entry_error_type(code));
                    refused.add(code);
                }
                None => error_type
                    .into_iter()
                    .for_each(|kind| span.set_error(kind.to_owned())),
            }
            span.finish();
        }
        refused.put_on(call, count);
    }
}

fn set_id(span: &ActiveSpan, id: &str) {
    span.set_attribute(KeyValue::new(MESSAGING_MESSAGE_ID, id.to_owned()));
}

/// The messages that a service has not taken.
#[derive(Default)]
struct Refused {
    count: usize,
    first: Option<String>,
}

impl Refused {
    fn add(&mut self, code: &str) {
        self.count += 1;
        self.first.get_or_insert_with(|| entry_error_type(code));
    }

    fn put_on(self, call: &mut ActiveSpan, all: i64) {
        if let Some(code) = self.first {
            let text = format!("{} of {all} messages were refused", self.count);
            call.set_described_error(code, text);
        }
    }
}
