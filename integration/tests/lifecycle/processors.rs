//! Span processors and exporters that the host adds.

use crate::support::{PATIENCE, exporting_to, make_spans, with};
use lumigo_opentelemetry::FlushError;
use lumigo_testing::{OtlpSink, SpanRecorder};
use opentelemetry::trace::{Tracer, TracerProvider};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::error::{OTelSdkError, OTelSdkResult};
use opentelemetry_sdk::trace::{InMemorySpanExporter, Span, SpanData, SpanProcessor};
use std::time::Duration;

#[test]
fn processors_see_every_exported_span_with_the_resource() {
    let sink = OtlpSink::start();
    let (one, other) = (SpanRecorder::new(), SpanRecorder::new());
    let lumigo = exporting_to(&sink)
        .with_service_name("shop")
        .with_span_processor(one.clone())
        .with_span_processor(other.clone())
        .build();
    make_spans(&lumigo, "work", 1);
    lumigo.force_flush(PATIENCE).unwrap();
    for span in [one.only_span(), other.only_span(), sink.spans().remove(0)] {
        assert_eq!(span.service_name(), Some("shop"));
    }
}

#[test]
fn an_exporter_works_without_a_token() {
    let exporter = InMemorySpanExporter::default();
    let lumigo = with(&[]).with_span_exporter(exporter.clone()).build();
    make_spans(&lumigo, "work", 2);
    lumigo.force_flush(PATIENCE).unwrap();
    assert_eq!(exporter.get_finished_spans().unwrap().len(), 2);
}

#[test]
fn a_skipped_span_is_kept_from_everybody_and_its_children_are_not() {
    let sink = OtlpSink::start();
    let recorder = SpanRecorder::new();
    let lumigo = exporting_to(&sink)
        .with_span_processor(recorder.clone())
        .build();
    let tracer = lumigo.tracer_provider().tracer("test");
    let skipped = tracer
        .span_builder("skipped")
        .with_attributes([KeyValue::new("SKIP_EXPORT", true)]);
    let context = Context::new().with_span_of(skipped.start(&tracer));
    tracer.start_with_context("child", &context);
    drop(context);
    let almost = tracer.span_builder("almost");
    drop(
        almost
            .with_attributes([KeyValue::new("SKIP_EXPORT", "true")])
            .start(&tracer),
    );
    lumigo.force_flush(PATIENCE).unwrap();
    let names: Vec<_> = sink.spans().into_iter().map(|span| span.name).collect();
    assert_eq!(names, ["child", "almost"]);
    assert_eq!(recorder.spans().len(), 2);
    assert_eq!(lumigo.stats().skipped, 1);
}

/// Shorter to read than the trait's own name.
trait WithSpan {
    fn with_span_of(&self, span: Span) -> Context;
}

impl WithSpan for Context {
    fn with_span_of(&self, span: Span) -> Context {
        opentelemetry::trace::TraceContextExt::with_span(self, span)
    }
}

#[derive(Debug)]
struct Stubborn {
    takes: Duration,
    outcome: fn() -> OTelSdkResult,
}

impl SpanProcessor for Stubborn {
    fn on_start(&self, _: &mut Span, _: &Context) {}
    fn on_end(&self, _: SpanData) {}
    fn force_flush(&self) -> OTelSdkResult {
        std::thread::park_timeout(self.takes);
        (self.outcome)()
    }
    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        self.force_flush()
    }
}

#[test]
fn a_processor_that_fails_or_hangs_costs_no_more_than_the_limit() {
    let failing = Stubborn {
        takes: Duration::ZERO,
        outcome: || Err(OTelSdkError::InternalFailure("full".to_owned())),
    };
    let hanging = Stubborn {
        takes: Duration::from_secs(3600),
        outcome: || Ok(()),
    };
    for processor in [failing, hanging] {
        let sink = OtlpSink::start();
        let lumigo = exporting_to(&sink).with_span_processor(processor).build();
        make_spans(&lumigo, "work", 1);
        let limit = Duration::from_secs(1);
        assert_eq!(lumigo.force_flush(limit), Err(FlushError::Processor));
        assert_eq!(
            lumigo.shutdown_with_timeout(limit),
            Err(FlushError::Processor)
        );
        assert_eq!(sink.spans().len(), 1, "the export does not depend on it");
    }
}

#[test]
fn a_span_with_too_many_attributes_can_be_skipped() {
    let recorder = SpanRecorder::new();
    let lumigo = with(&[("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "1")])
        .with_span_processor(recorder.clone())
        .build();
    let tracer = lumigo.tracer_provider().tracer("test");
    let attributes = [KeyValue::new("a", 1), KeyValue::new("SKIP_EXPORT", true)];
    let builder = tracer.span_builder("skipped");
    drop(builder.with_attributes(attributes).start(&tracer));
    assert!(recorder.spans().is_empty());
    assert_eq!(lumigo.stats().skipped, 1);
}
