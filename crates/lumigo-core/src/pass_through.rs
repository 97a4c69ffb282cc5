//! The tracers of a distribution that records nothing.

use opentelemetry::trace::{Link, SpanId, SpanKind, TraceContextExt, TraceId, TraceState};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{
    IdGenerator, SamplingDecision, SamplingResult, SdkTracerProvider, ShouldSample, SpanLimits,
};

/// A provider whose spans are as their parents, and nothing without one: what a host makes with its
/// tracers, or `tracing` for it, leaves the caller's trace as it came.
pub(crate) fn pass_through_provider() -> SdkTracerProvider {
    SdkTracerProvider::builder()
        .with_resource(Resource::builder_empty().build())
        .with_sampler(PassThrough)
        .with_id_generator(PassThrough)
        .with_span_limits(NOTHING)
        .build()
}

const NOTHING: SpanLimits = SpanLimits {
    max_events_per_span: 0,
    max_attributes_per_span: 0,
    max_links_per_span: 0,
    max_attributes_per_event: 0,
    max_attributes_per_link: 0,
};

#[derive(Clone, Copy, Debug)]
struct PassThrough;

impl ShouldSample for PassThrough {
    fn should_sample(
        &self,
        parent: Option<&Context>,
        _: TraceId,
        _: &str,
        _: &SpanKind,
        _: &[KeyValue],
        _: &[Link],
    ) -> SamplingResult {
        let sampled = parent.is_some_and(|parent| parent.span().span_context().is_sampled());
        let state = |parent: &Context| parent.span().span_context().trace_state().clone();
        SamplingResult {
            // Sampled goes with recording only; nobody hears of what is recorded.
            decision: if sampled {
                SamplingDecision::RecordAndSample
            } else {
                SamplingDecision::Drop
            },
            attributes: Vec::new(),
            trace_state: parent.map_or(TraceState::NONE, state),
        }
    }
}

impl IdGenerator for PassThrough {
    /// Asked for when there is no parent alone.
    fn new_trace_id(&self) -> TraceId {
        TraceId::INVALID
    }

    /// That of the current span, which the parent is but for those who name another one; they get no
    /// valid span if there is none.
    fn new_span_id(&self) -> SpanId {
        Context::map_current(|current| current.span().span_context().span_id())
    }
}
