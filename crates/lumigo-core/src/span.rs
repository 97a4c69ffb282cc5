use opentelemetry::trace::{Status, TraceContextExt};
use opentelemetry::{Context, ContextGuard, KeyValue, StringValue};
use opentelemetry_semantic_conventions::attribute::ERROR_TYPE;

/// A started span, and the context that everything beneath it shall see. Ends when it is dropped, so
/// a cancelled request takes the same path as a finished one.
#[derive(Debug)]
#[must_use = "the span ends when this is dropped"]
pub struct ActiveSpan {
    context: Context,
    recording: bool,
}

impl ActiveSpan {
    pub(crate) fn new(context: Context) -> Self {
        let recording = context.span().is_recording();
        Self { context, recording }
    }

    pub(crate) fn unsampled(context: Context) -> Self {
        Self {
            context,
            recording: false,
        }
    }

    /// Makes the span current on this thread until the guard is dropped.
    pub fn attach(&self) -> ContextGuard {
        self.context.clone().attach()
    }

    /// The context with the span.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// Whether attributes are kept. Ask before building some that cost.
    pub fn is_recording(&self) -> bool {
        self.recording
    }

    /// Adds an attribute.
    pub fn set_attribute(&self, attribute: KeyValue) {
        if self.recording {
            self.context.span().set_attribute(attribute);
        }
    }

    /// Marks the span as failed. `error_type` is of low cardinality: a status code, or the name of an
    /// error's kind.
    pub fn set_error(&self, error_type: impl Into<StringValue>) {
        if self.recording {
            let span = self.context.span();
            span.set_attribute(KeyValue::new(ERROR_TYPE, error_type.into()));
            span.set_status(Status::error(""));
        }
    }
}

impl Drop for ActiveSpan {
    fn drop(&mut self) {
        if self.recording {
            self.context.span().end();
        }
    }
}
