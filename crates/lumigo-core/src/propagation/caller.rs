use super::sampling::Sampling;
use opentelemetry::Context;
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState};
use opentelemetry_sdk::trace::{IdGenerator, RandomIdGenerator};

/// What headers of a format other than W3C's say of whoever has sent them.
#[derive(Clone, Copy, Debug)]
pub(super) enum Caller {
    /// Its span, and whether it is sampled.
    Span(TraceId, SpanId, Sampling),
    /// Not its span, but that nothing shall be recorded.
    Denied,
}

impl Caller {
    /// A context with the caller's span as the remote parent.
    pub(super) fn put_into(self, cx: &Context) -> Context {
        match self {
            Self::Span(trace, span, sampling) => {
                let flags = sampling.flags();
                let parent = SpanContext::new(trace, span, flags, true, TraceState::NONE);
                let cx = cx.with_remote_span_context(parent);
                sampling.keep_in(cx, trace, span)
            }
            Self::Denied => {
                let parent = unsampled(cx.span().span_context());
                cx.with_remote_span_context(parent)
            }
        }
    }
}

/// The context that a span leaves behind when it shall not be recorded, nor anything beneath it: in
/// its parent's trace if it has one.
pub(crate) fn unsampled(parent: &SpanContext) -> SpanContext {
    let (trace, span) = if parent.is_valid() {
        (parent.trace_id(), parent.span_id())
    } else {
        let ids = RandomIdGenerator::default();
        (ids.new_trace_id(), ids.new_span_id())
    };
    let state = parent.trace_state().clone();
    SpanContext::new(trace, span, TraceFlags::NOT_SAMPLED, true, state)
}
