//! The decision whether a span is recorded.

use crate::filter::EndpointFilter;
use crate::stats::Counters;
use opentelemetry::trace::{Link, SpanKind, TraceContextExt, TraceId, TraceState};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::trace::{SamplingDecision, SamplingResult, ShouldSample};
use std::cell::Cell;
use std::sync::Arc;

thread_local! {
    /// Whether the filter has let the span pass that is about to start on this thread.
    static IS_PASSED: Cell<bool> = const { Cell::new(false) };
}

/// Starts a span whose endpoint the filter has let pass: it is not asked again.
pub(crate) fn start_passed<T>(start: impl FnOnce() -> T) -> T {
    /// Spans that start later are others: a sampler of the host may not have asked ours.
    struct Reset;
    impl Drop for Reset {
        fn drop(&mut self) {
            IS_PASSED.set(false);
        }
    }
    let _reset = Reset;
    IS_PASSED.set(true);
    start()
}

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
        // Spans that the host's processors start while this one starts are others.
        let is_passed = IS_PASSED.take();
        let filtered =
            !parent_dropped && !is_passed && self.filter.matches_attributes(kind, attributes);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::PatternList;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    fn sampler() -> EndpointSampler {
        let filter = EndpointFilter {
            general: PatternList::compile("LIST", &["health"], &mut Vec::new()),
            ..EndpointFilter::default()
        };
        EndpointSampler::new(Arc::new(filter), Arc::default())
    }

    /// Whether a span that the filter matches is sampled.
    fn is_sampled(sampler: &EndpointSampler) -> bool {
        let attributes = [KeyValue::new("url.path", "/health")];
        let (trace, kind) = (TraceId::from(1), SpanKind::Server);
        let result = sampler.should_sample(None, trace, "GET", &kind, &attributes, &[]);
        result.decision == SamplingDecision::RecordAndSample
    }

    #[test]
    fn only_the_span_that_has_passed_is_not_looked_at_again() {
        let sampler = sampler();
        assert!(!is_sampled(&sampler));
        let [own, started_meanwhile] = start_passed(|| [(); 2].map(|()| is_sampled(&sampler)));
        assert!(own && !started_meanwhile);
        assert!(!is_sampled(&sampler));
    }

    #[test]
    fn a_span_that_no_sampler_of_ours_was_asked_about_lets_no_other_pass() {
        let sampler = sampler();
        start_passed(|| {});
        assert!(!is_sampled(&sampler));
        let panicked = catch_unwind(AssertUnwindSafe(|| start_passed(|| panic!("a processor"))));
        assert!(panicked.is_err() && !is_sampled(&sampler));
    }
}
