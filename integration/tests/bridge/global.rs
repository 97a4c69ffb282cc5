//! After `init`, whoever uses OpenTelemetry's globals takes part. One test: the globals are one.

use lumigo_opentelemetry::Lumigo;
use lumigo_testing::SpanRecorder;
use opentelemetry::baggage::BaggageExt;
use opentelemetry::global;
use opentelemetry::trace::{TraceContextExt, Tracer};
use opentelemetry::{Context, KeyValue};
use std::collections::HashMap;

#[test]
fn the_global_provider_and_propagator_are_ours() {
    let recorder = SpanRecorder::new();
    let lumigo = Lumigo::builder()
        .with_variables([("OTEL_SERVICE_NAME", "shop")])
        .with_span_processor(recorder.clone())
        .init();
    let mut carrier = HashMap::new();
    global::tracer("somebody-else").in_span("theirs", |context| {
        let context = context.with_baggage([KeyValue::new("user", "ada")]);
        global::get_text_map_propagator(|propagator| {
            propagator.inject_context(&context, &mut carrier);
        });
    });
    let span = recorder.only_span();
    assert_eq!(
        (span.name.as_str(), span.service_name()),
        ("theirs", Some("shop"))
    );
    assert_eq!(
        carrier["traceparent"],
        format!("00-{}-{}-01", span.trace_id, span.span_id)
    );
    assert_eq!(carrier["baggage"], "user=ada");
    let context = global::get_text_map_propagator(|p| p.extract(&carrier));
    assert_eq!(
        context.span().span_context().trace_id().to_string(),
        span.trace_id
    );
    assert!(context.baggage().get("user").is_some());
    lumigo.shutdown();
    global::tracer("somebody-else").in_span("later", |_| ());
    assert_eq!(recorder.spans().len(), 1);
    assert!(!Context::current().has_active_span());
}
