//! Propagators given in code.

use crate::support::{PARENT, TRACE, headers_of, relayed, with_formats};
use lumigo_opentelemetry::Lumigo;
use lumigo_opentelemetry::opentelemetry::Context;
use lumigo_opentelemetry::opentelemetry::propagation::text_map_propagator::FieldIter;
use lumigo_opentelemetry::opentelemetry::propagation::{Extractor, Injector, TextMapPropagator};
use lumigo_opentelemetry::opentelemetry::trace::{
    SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState,
};
use lumigo_testing::SpanRecorder;
use opentelemetry_sdk::propagation::TraceContextPropagator;

/// Carries the ids in one header of this name.
#[derive(Debug)]
struct House([String; 1]);

impl House {
    fn named(name: &str) -> Self {
        Self([name.to_owned()])
    }
}

impl TextMapPropagator for House {
    fn inject_context(&self, cx: &Context, injector: &mut dyn Injector) {
        let span = cx.span();
        let span = span.span_context();
        let ids = format!("{:032x}/{:016x}", span.trace_id(), span.span_id());
        injector.set(&self.0[0], ids);
    }

    fn extract_with_context(&self, cx: &Context, extractor: &dyn Extractor) -> Context {
        let Some((trace, span)) = extractor
            .get(&self.0[0])
            .and_then(|ids| ids.split_once('/'))
        else {
            return cx.clone();
        };
        cx.with_remote_span_context(SpanContext::new(
            TraceId::from_hex(trace).unwrap(),
            SpanId::from_hex(span).unwrap(),
            TraceFlags::SAMPLED,
            true,
            TraceState::NONE,
        ))
    }

    fn fields(&self) -> FieldIter<'_> {
        FieldIter::new(&self.0)
    }
}

const OTHER: &str = "11111111111111111111111111111111";

#[tokio::test]
async fn they_take_the_place_of_the_variable_and_of_its_default() {
    for list in ["", "b3", "none"] {
        let recorder = SpanRecorder::new();
        let lumigo = Lumigo::builder()
            .with_variables([("OTEL_PROPAGATORS", list)])
            .with_propagator(House::named("x-house"))
            .with_span_processor(recorder.clone())
            .build();
        let mut caller = headers_of("b3", OTHER, PARENT, true);
        caller.extend(headers_of("tracecontext", OTHER, PARENT, true));
        caller.push(format!("x-house: {TRACE}/{PARENT}"));
        let sent = relayed(&lumigo, "/", &caller).await;
        let spans = recorder.spans();
        assert_eq!(spans[1].trace_id, TRACE, "{list}");
        let expected = format!("x-house: {TRACE}/{}", spans[0].span_id);
        assert_eq!(sent, [expected], "{list}");
        let summary = lumigo.diagnostics().to_string();
        assert!(
            summary.contains("\npropagation: on, 1 set in code\n"),
            "{summary}"
        );
    }
}

#[tokio::test]
async fn several_add_up_and_a_later_one_wins() {
    let recorder = SpanRecorder::new();
    let lumigo = Lumigo::builder()
        .with_variables([("", ""); 0])
        .with_propagator(House::named("x-a"))
        .with_propagator(TraceContextPropagator::new())
        .with_propagator(House::named("x-b"))
        .with_span_processor(recorder.clone())
        .build();
    let mut caller = headers_of("tracecontext", TRACE, PARENT, true);
    caller.push(format!("x-a: {OTHER}/{PARENT}"));
    let sent = relayed(&lumigo, "/", &caller).await;
    let spans = recorder.spans();
    assert_eq!(spans[1].trace_id, TRACE);
    let client = &spans[0].span_id;
    let expected = [
        format!("traceparent: 00-{TRACE}-{client}-01"),
        "tracestate: ".to_owned(),
        format!("x-a: {TRACE}/{client}"),
        format!("x-b: {TRACE}/{client}"),
    ];
    assert_eq!(sent, expected);
}

#[test]
fn the_formats_are_told_by_name() {
    for (list, line) in [
        ("", "propagation: on, tracecontext, baggage"),
        ("B3 ,xray", "propagation: on, b3, xray"),
        ("none", "propagation: off, OTEL_PROPAGATORS is none"),
    ] {
        let (lumigo, _recorder) = with_formats(list);
        let summary = lumigo.diagnostics().to_string();
        assert!(summary.lines().any(|one| one == line), "{summary}");
    }
}
