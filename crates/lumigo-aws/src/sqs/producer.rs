use lumigo_core::ActiveCore;
use opentelemetry::Context;
use opentelemetry::propagation::Extractor;
use opentelemetry::trace::{SpanContext, TraceContextExt};
use std::fmt;

/// Who has sent a message: what it carries of the sender's context.
#[derive(Clone)]
pub(super) struct Producer {
    fields: Vec<(String, String)>,
    span: SpanContext,
}

impl Producer {
    /// Whom these fields tell of. `None` when they hold no trace.
    pub(super) fn of(core: &ActiveCore, fields: Vec<(String, String)>) -> Option<Self> {
        let context = core.extract_from(&Context::new(), &Fields(&fields));
        let span = context.span().span_context().clone();
        span.is_valid().then_some(Self { fields, span })
    }

    /// The sender's span.
    pub(super) fn span(&self) -> &SpanContext {
        &self.span
    }

    /// What is current, in the sender's trace and with its baggage.
    pub(super) fn context(&self, core: &ActiveCore) -> Context {
        core.extract_from(&Context::current(), &Fields(&self.fields))
    }
}

impl fmt::Debug for Producer {
    /// Without the fields: baggage is for nobody else.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Producer")
            .field("span", &self.span)
            .finish_non_exhaustive()
    }
}

struct Fields<'a>(&'a [(String, String)]);

impl Extractor for Fields<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        let field = self.0.iter().find(|(name, _)| name == key)?;
        Some(&field.1)
    }

    fn keys(&self) -> Vec<&str> {
        self.0.iter().map(|(name, _)| &**name).collect()
    }
}
