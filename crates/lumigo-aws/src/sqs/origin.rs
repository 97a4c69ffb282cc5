use super::producer::Producer;
use aws_smithy_types::config_bag::{Storable, StoreReplace};
use lumigo_core::ActiveCore;
use opentelemetry::trace::{SpanContext, TraceContextExt};
use opentelemetry::{Context, StringValue};
use std::fmt;
use std::sync::{Arc, Mutex};

/// The call that has received a batch of messages.
pub(crate) struct Origin {
    pub(super) core: Arc<ActiveCore>,
    /// The call's span, which has ended.
    pub(super) span: SpanContext,
    pub(super) queue: StringValue,
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut origin = f.debug_struct("Origin");
        origin
            .field("span", &self.span)
            .field("queue", &self.queue)
            .finish_non_exhaustive()
    }
}

impl Origin {
    /// What is current, as children of the call's span see it.
    pub(super) fn context(&self) -> Context {
        let current = Context::current();
        if self.span.is_valid() {
            return current.with_remote_span_context(self.span.clone());
        }
        current
    }

    /// The same, where a message of this call is worked on; `None` where another span is current.
    pub(super) fn scope(&self) -> Option<Context> {
        let current = Context::current();
        let span = current.span();
        let context = span.span_context();
        let is_other = context.is_valid() && context.span_id() != self.span.span_id();
        (!is_other && self.span.is_valid()).then(|| self.context())
    }
}

/// What a call tells of the messages it has received, for whoever works on them.
#[derive(Debug)]
pub(super) struct Reception {
    pub(super) origin: Arc<Origin>,
    /// Who has sent each message, in their order.
    pub(super) producers: Vec<Option<Producer>>,
}

/// Where a call puts that, in the bag of its configuration.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    pub(super) reception: Arc<Mutex<Option<Reception>>>,
}

impl Storable for Wanted {
    type Storer = StoreReplace<Self>;
}
