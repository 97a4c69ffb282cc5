use crate::vectors::{check_all, start_span};
use opentelemetry::Context;
use opentelemetry::trace::{
    Span, SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState,
};
use serde_json::Value;

#[test]
fn a_filter_and_a_parent_decide_together() {
    check_all("filter_parents.json", |case| {
        let parent = parent(&case["parent"]);
        let span = start_span(case, &parent);
        let (decision, state) = (decision(&span), span.span_context().trace_state().header());
        let expected_state = case["result_trace_state"].as_str().unwrap_or_default();
        if case["decision"] != decision {
            return Err(format!("decided {decision}"));
        }
        if state != expected_state {
            return Err(format!("trace state {state:?}"));
        }
        let same_trace = !parent.span().span_context().is_valid()
            || span.span_context().trace_id() == parent.span().span_context().trace_id();
        if same_trace {
            Ok(())
        } else {
            Err("another trace".to_owned())
        }
    });
}

fn decision(span: &impl Span) -> &'static str {
    match (span.is_recording(), span.span_context().is_sampled()) {
        (true, true) => "RECORD_AND_SAMPLE",
        (true, false) => "RECORD_ONLY",
        (false, _) => "DROP",
    }
}

/// Local and remote parents differ in a flag alone.
fn parent(parent: &Value) -> Context {
    if parent.is_null() {
        return Context::new();
    }
    let flag = |key: &str| parent[key].as_bool().unwrap_or(false);
    let state = if flag("trace_state") { "vendor=x" } else { "" };
    let state: TraceState = state.parse().unwrap();
    let flags = TraceFlags::default().with_sampled(flag("sampled"));
    let (trace, span) = (TraceId::from(7), SpanId::from(7));
    let context = SpanContext::new(trace, span, flags, flag("remote"), state);
    Context::new().with_remote_span_context(context)
}
