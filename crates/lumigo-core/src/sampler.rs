//! The decision whether a span is recorded.

use crate::filter::EndpointFilter;
use crate::stats::Counters;
use opentelemetry::trace::{Link, SpanKind, TraceContextExt, TraceId, TraceState};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::trace::{SamplingDecision, SamplingResult, ShouldSample};
use std::sync::Arc;

/// Drops what the endpoint filter matches, and everything under a parent that is not sampled.
///
/// Sees the attributes given at the start of a span only.
#[derive(Clone, Debug)]
pub(crate) struct EndpointSampler {
    filter: Arc<EndpointFilter>,
    counters: Arc<Counters>,
}

impl EndpointSampler {
    pub(crate) fn new(filter: Arc<EndpointFilter>, counters: Arc<Counters>) -> Self {
        Self { filter, counters }
    }
}

impl ShouldSample for EndpointSampler {
    fn should_sample(
        &self,
        parent: Option<&Context>,
        _: TraceId,
        _: &str,
        kind: &SpanKind,
        attributes: &[KeyValue],
        _: &[Link],
    ) -> SamplingResult {
        let (parent_dropped, trace_state) = parent.map_or((false, TraceState::NONE), |parent| {
            let span = parent.span();
            let context = span.span_context();
            (
                context.is_valid() && !context.is_sampled(),
                context.trace_state().clone(),
            )
        });
        let filtered = !parent_dropped && self.filter.matches_attributes(kind, attributes);
        if filtered {
            self.counters.filtered();
        }
        let decision = if parent_dropped || filtered {
            SamplingDecision::Drop
        } else {
            SamplingDecision::RecordAndSample
        };
        SamplingResult {
            decision,
            attributes: Vec::new(),
            trace_state,
        }
    }
}
