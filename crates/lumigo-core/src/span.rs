use opentelemetry::time::now;
use opentelemetry::trace::{Span as _, Status, TraceContextExt};
use opentelemetry::{Context, ContextGuard, KeyValue, StringValue};
use opentelemetry_sdk::trace::Span;
use opentelemetry_semantic_conventions::attribute::ERROR_TYPE;
use std::borrow::Cow;
use std::time::SystemTime;

/// The `error.type` of an operation that was dropped before it had an outcome.
pub(crate) const CANCELLED: &str = "cancelled";
/// The `error.type` of an operation that panicked.
pub(crate) const PANIC: &str = "panic";

/// A started span, and the context that everything beneath it shall see. Ends when it is dropped, so
/// a cancelled request takes the same path as a finished one.
///
/// Until [`finish`](Self::finish) is called, dropping it marks the span as failed, with the
/// `error.type` `cancelled`. When [`in_scope`](Self::in_scope) has not returned it is `panic`, also
/// after `finish`: a response body can panic too.
#[derive(Debug)]
#[must_use = "the span ends when this is dropped"]
pub struct ActiveSpan {
    context: Context,
    /// When it was started, if it is recorded.
    start: Option<SystemTime>,
    unfinished: Option<&'static str>,
    error_type: Option<StringValue>,
}

impl ActiveSpan {
    pub(crate) fn new(span: Span, start: SystemTime, parent: &Context) -> Self {
        Self {
            start: Some(start).filter(|_| span.is_recording()),
            context: parent.with_span(span),
            unfinished: Some(CANCELLED),
            error_type: None,
        }
    }

    pub(crate) fn unsampled(context: Context) -> Self {
        Self {
            context,
            start: None,
            unfinished: Some(CANCELLED),
            error_type: None,
        }
    }

    /// Makes the span current on this thread until the guard is dropped.
    pub fn attach(&self) -> ContextGuard {
        self.context.clone().attach()
    }

    /// Does a part of the operation, such as one poll of its future, with the span current.
    pub fn in_scope<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let _attached = self.attach();
        // Runtimes catch a panic and drop the future later, when no thread is panicking any more.
        let unfinished = self.unfinished.replace(PANIC);
        let done = work();
        self.unfinished = unfinished;
        done
    }

    /// The context with the span.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// The context alone, of a span that is not recorded.
    pub(crate) fn into_context(mut self) -> Context {
        std::mem::take(&mut self.context)
    }

    /// Whether attributes are kept. Ask before building some that cost.
    pub fn is_recording(&self) -> bool {
        self.start.is_some()
    }

    /// Adds an attribute.
    pub fn set_attribute(&self, attribute: KeyValue) {
        if self.is_recording() {
            self.context.span().set_attribute(attribute);
        }
    }

    /// Adds attributes, at less cost than one by one.
    pub fn set_attributes(&self, attributes: Vec<KeyValue>) {
        if self.is_recording() {
            self.context.span().set_attributes(attributes);
        }
    }

    /// Marks the span as failed. `error_type` is of low cardinality: a status code, or the name of an
    /// error's kind. The first one stays.
    pub fn set_error(&mut self, error_type: impl Into<StringValue>) {
        self.set_described_error(error_type, "");
    }

    /// The same with a description for people, in which secrets are masked already.
    pub fn set_described_error(
        &mut self,
        error_type: impl Into<StringValue>,
        description: impl Into<Cow<'static, str>>,
    ) {
        if self.error_type.is_some() {
            return;
        }
        let error_type = error_type.into();
        if self.is_recording() {
            let span = self.context.span();
            span.set_attribute(KeyValue::new(ERROR_TYPE, error_type.clone()));
            span.set_status(Status::error(description));
        }
        self.error_type = Some(error_type);
    }

    /// Gives the span another name.
    pub(crate) fn rename(&self, name: impl Into<Cow<'static, str>>) {
        if self.is_recording() {
            self.context.span().update_name(name);
        }
    }

    /// Adds an event that was some time ago.
    pub(crate) fn add_event(&self, name: &'static str, time: SystemTime) {
        if self.is_recording() {
            let span = self.context.span();
            span.add_event_with_timestamp(name, time, Vec::new());
        }
    }

    /// There is more to do before the outcome is certain.
    pub(crate) fn reopen(&mut self) {
        self.unfinished = Some(CANCELLED);
    }

    /// What it failed with, if it did; known of a span that is not recorded too.
    pub(crate) fn error_type(&self) -> Option<&StringValue> {
        self.error_type.as_ref()
    }

    /// Has the outcome that it would have if it were dropped now.
    pub(crate) fn settle(&mut self) {
        if let Some(error_type) = self.unfinished.take() {
            self.set_error(error_type);
        }
    }

    /// The operation has its outcome: from now on the span just ends when it is dropped.
    pub fn finish(&mut self) {
        self.unfinished = None;
    }
}

impl Drop for ActiveSpan {
    fn drop(&mut self) {
        if let Some(start) = self.start {
            self.settle();
            // The clock may have been set back.
            self.context.span().end_with_timestamp(now().max(start));
        }
    }
}
