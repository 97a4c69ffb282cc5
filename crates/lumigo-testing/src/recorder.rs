use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use lumigo_core::Lumigo;
use opentelemetry::Context;
use opentelemetry_proto::transform::common::tonic::ResourceAttributesWithSchema;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{Span, SpanData, SpanProcessor};
use serde_json::Value;

use crate::span::attributes;
use crate::{SpanTree, TestSpan};

/// A span processor that keeps every finished span.
///
/// Nothing waits and nothing is exported: a span can be read as soon as it has ended. Clones share
/// their spans; give one to the pipeline and keep the other.
#[derive(Clone, Debug, Default)]
pub struct SpanRecorder {
    ended: Arc<Ended>,
    // Not shared: each clone belongs to the pipeline it was given to.
    resource: BTreeMap<String, Value>,
}

#[derive(Debug, Default)]
struct Ended {
    spans: Mutex<Vec<TestSpan>>,
    another: Condvar,
}

impl SpanRecorder {
    /// A recorder without spans.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// All spans so far, in the order of their end.
    #[must_use]
    pub fn spans(&self) -> Vec<TestSpan> {
        self.lock().clone()
    }

    /// Waits until at least `n` spans have ended, in other threads or tasks, and returns all there
    /// are. Blocks its thread: in an async test, call it inside `spawn_blocking`.
    ///
    /// # Panics
    ///
    /// When fewer than `n` ended `within` that time. The message lists the spans found.
    #[track_caller]
    #[expect(clippy::panic, reason = "the test fails here, with what was found")]
    pub fn wait_for_spans(&self, n: usize, within: Duration) -> Vec<TestSpan> {
        let another = &self.ended.another;
        let waited = another.wait_timeout_while(self.lock(), within, |spans| spans.len() < n);
        let spans = waited.unwrap_or_else(PoisonError::into_inner).0.clone();
        if spans.len() < n {
            let (found, tree) = (spans.len(), SpanTree::of(&spans));
            panic!("{found} of {n} spans ended within {within:?}:\n{tree}");
        }
        spans
    }

    /// The one span there is.
    ///
    /// # Panics
    ///
    /// When there is none or more than one. The message lists the spans found.
    #[must_use]
    #[track_caller]
    pub fn only_span(&self) -> TestSpan {
        self.exactly_one("span", |_| true)
    }

    /// The one span with this name.
    ///
    /// # Panics
    ///
    /// When there is none or more than one. The message lists all spans found.
    #[must_use]
    #[track_caller]
    pub fn span_named(&self, name: &str) -> TestSpan {
        self.exactly_one(&format!("span named {name:?}"), |span| span.name == name)
    }

    /// All spans so far as the text of a [`SpanTree`].
    #[must_use]
    pub fn tree(&self) -> String {
        SpanTree::of(&self.lock()).to_string()
    }

    /// Forgets all spans so far.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// A distribution that hands its spans to this recorder and reads no variable of the process.
    pub fn lumigo(&self) -> Lumigo {
        self.lumigo_with(&[])
    }

    /// The same with these variables.
    ///
    /// # Examples
    ///
    /// ```
    /// let recorder = lumigo_testing::SpanRecorder::new();
    /// let lumigo = recorder.lumigo_with(&[("OTEL_SERVICE_NAME", "shop")]);
    /// # lumigo.shutdown();
    /// ```
    pub fn lumigo_with(&self, variables: &[(&str, &str)]) -> Lumigo {
        Lumigo::builder()
            .with_variables(variables.iter().copied())
            .with_span_processor(self.clone())
            .build()
    }

    #[track_caller]
    #[expect(clippy::panic, reason = "the test fails here, with what was found")]
    fn exactly_one(&self, wanted: &str, matches: impl Fn(&TestSpan) -> bool) -> TestSpan {
        let spans = self.spans();
        let mut matching = spans.iter().filter(|span| matches(span));
        match (matching.next(), matching.count()) {
            (Some(span), 0) => span.clone(),
            (first, more) => panic!(
                "expected one {wanted}, found {} among these {} spans:\n{}",
                usize::from(first.is_some()) + more,
                spans.len(),
                SpanTree::of(&spans)
            ),
        }
    }

    // A failed assertion elsewhere must not hide the spans.
    fn lock(&self) -> MutexGuard<'_, Vec<TestSpan>> {
        self.ended
            .spans
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl SpanProcessor for SpanRecorder {
    fn on_start(&self, _span: &mut Span, _context: &Context) {}

    fn on_end(&self, data: SpanData) {
        let mut span = TestSpan::from_data(data);
        span.resource = self.resource.clone();
        self.lock().push(span);
        self.ended.another.notify_all();
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _timeout: Duration) -> OTelSdkResult {
        Ok(())
    }

    fn set_resource(&mut self, resource: &Resource) {
        let resource = ResourceAttributesWithSchema::from(resource);
        self.resource = attributes(resource.attributes.0);
    }
}

#[cfg(test)]
mod tests {
    use opentelemetry::trace::{Tracer, TracerProvider};
    use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};

    use super::*;

    fn recorder_and_tracer() -> (SpanRecorder, SdkTracer) {
        let recorder = SpanRecorder::new();
        let provider = SdkTracerProvider::builder()
            .with_span_processor(recorder.clone())
            .build();
        (recorder, provider.tracer("test"))
    }

    #[test]
    fn spans_are_kept_in_the_order_of_their_end() {
        let (recorder, tracer) = recorder_and_tracer();
        tracer.in_span("outer", |_| tracer.in_span("inner", |_| ()));
        let names: Vec<_> = recorder.spans().into_iter().map(|span| span.name).collect();
        assert_eq!(names, ["inner", "outer"]);
        assert_eq!(recorder.tree(), "INTERNAL outer\n  INTERNAL inner");
    }

    #[test]
    fn a_span_is_found_by_its_name() {
        let (recorder, tracer) = recorder_and_tracer();
        tracer.in_span("outer", |_| tracer.in_span("inner", |_| ()));
        let outer = recorder.span_named("outer");
        assert_eq!(
            recorder.span_named("inner").parent_span_id,
            Some(outer.span_id)
        );
    }

    #[test]
    fn the_only_span_is_found_again_after_clearing() {
        let (recorder, tracer) = recorder_and_tracer();
        tracer.in_span("first", |_| ());
        recorder.clear();
        tracer.in_span("second", |_| ());
        assert_eq!(recorder.only_span().name, "second");
    }

    #[test]
    #[should_panic(expected = "expected one span, found 0 among these 0 spans")]
    fn no_span_is_not_an_only_span() {
        let _ = SpanRecorder::new().only_span();
    }

    #[test]
    #[should_panic(
        expected = "expected one span named \"a\", found 2 among these 3 spans:\nINTERNAL a"
    )]
    fn a_name_that_two_spans_have_is_ambiguous() {
        let (recorder, tracer) = recorder_and_tracer();
        for name in ["a", "b", "a"] {
            tracer.in_span(name, |_| ());
        }
        let _ = recorder.span_named("a");
    }

    #[test]
    fn a_span_that_ends_elsewhere_is_waited_for() {
        let (recorder, tracer) = recorder_and_tracer();
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| recorder.wait_for_spans(1, Duration::from_secs(20)));
            tracer.in_span("a", |_| ());
            assert_eq!(waiting.join().unwrap()[0].name, "a");
        });
    }

    #[test]
    #[should_panic(expected = "1 of 2 spans ended within 1ms:\nINTERNAL a")]
    fn spans_that_do_not_end_are_not_waited_for_forever() {
        let (recorder, tracer) = recorder_and_tracer();
        tracer.in_span("a", |_| ());
        recorder.wait_for_spans(2, Duration::from_millis(1));
    }

    #[test]
    fn a_distribution_of_its_own_records_with_the_variables_given() {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo_with(&[("OTEL_SERVICE_NAME", "shop")]);
        lumigo.tracer_provider().tracer("test").in_span("a", |_| ());
        assert_eq!(recorder.only_span().service_name(), Some("shop"));
    }

    #[test]
    fn what_is_switched_off_records_nothing() {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo_with(&[("LUMIGO_SWITCH_OFF", "true")]);
        lumigo.tracer_provider().tracer("test").in_span("a", |_| ());
        assert!(recorder.spans().is_empty());
    }
}
