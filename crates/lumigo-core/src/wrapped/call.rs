use super::failure::Described;
use super::outcome::ReturnValue;
use super::{Arguments, INSTRUMENTATION, masked_json, text};
use crate::attributes::RETURN_VALUE;
use crate::instrumentation::ActiveCore;
use crate::span::ActiveSpan;
use opentelemetry::trace::{SpanBuilder, SpanKind};
use opentelemetry::{Context, KeyValue};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

/// One call of a wrapped function, and its span if it has one. The span ends when this is dropped.
#[derive(Debug)]
pub struct Call(Option<Recorded>);

#[derive(Debug)]
struct Recorded {
    core: Arc<ActiveCore>,
    span: ActiveSpan,
}

impl Call {
    /// Starts the span under the current one, if the registered core wants it.
    pub fn start(name: &'static str) -> Self {
        Self(INSTRUMENTATION.active().and_then(|core| {
            let build = || SpanBuilder::from_name(name);
            let span = core.start_unfiltered_span(Context::current(), SpanKind::Internal, build);
            // Under a span that is not sampled, what is current already says so downstream.
            span.is_recording().then_some(Recorded { core, span })
        }))
    }

    /// Whether there is a span.
    pub fn is_recorded(&self) -> bool {
        self.0.is_some()
    }

    /// What the arguments are added to, if they shall be recorded.
    pub fn arguments(&self) -> Option<Arguments<'_>> {
        let Recorded { core, span } = self.0.as_ref()?;
        core.captures_payloads().then(|| Arguments::new(core, span))
    }

    /// Runs the function, or one poll of its future, with the span current.
    pub fn run<T>(&mut self, work: impl FnOnce() -> T) -> T {
        match &mut self.0 {
            Some(recorded) => recorded.run(work),
            None => work(),
        }
    }

    /// The function has returned this, and not an error.
    pub fn returned<T: ReturnValue + ?Sized>(&mut self, value: &T) {
        self.succeeded();
        let Some(Recorded { core, span }) = &self.0 else {
            return;
        };
        if !core.captures_payloads() {
            return;
        }
        let mut json = text(core);
        if json.push_json(value) {
            let json = masked_json(core, &json.into_string());
            span.set_attribute(KeyValue::new(RETURN_VALUE, json));
        }
    }

    /// The function has returned something that shall not be recorded, and not an error.
    pub fn succeeded(&mut self) {
        if let Some(recorded) = &mut self.0 {
            recorded.span.finish();
        }
    }

    /// The function has returned this error.
    pub fn failed(&mut self, error: Described<'_>) {
        if let Some(Recorded { core, span }) = &mut self.0 {
            span.finish();
            error.record(core, span);
        }
    }
}

impl Recorded {
    /// A panic is recorded here, because what it says is not known where the span is dropped. It goes on
    /// as it was.
    fn run<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let Self { core, span } = self;
        catch_unwind(AssertUnwindSafe(|| span.in_scope(work))).unwrap_or_else(|payload| {
            Described::of_panic(&*payload).record(core, span);
            resume_unwind(payload)
        })
    }
}
