use opentelemetry::Context;
use opentelemetry::trace::{SpanContext, SpanId, TraceFlags, TraceId};

/// What is said of recording a trace: more than W3C's one flag can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sampling {
    /// It shall not be recorded.
    Denied,
    /// It shall be recorded.
    Accepted,
    /// The same, whatever it costs.
    Debug,
    /// Whoever comes next shall say: it is recorded here.
    Deferred,
}

/// A decision that the flags of a span have no place for, and whose it is.
#[derive(Clone, Copy)]
struct Kept {
    sampling: Sampling,
    trace: TraceId,
    span: SpanId,
}

impl Sampling {
    pub(super) fn flags(self) -> TraceFlags {
        match self {
            Self::Denied => TraceFlags::NOT_SAMPLED,
            Self::Accepted | Self::Debug | Self::Deferred => TraceFlags::SAMPLED,
        }
    }

    /// The context with what its remote parent says beyond flags.
    pub(super) fn keep_in(self, cx: Context, trace: TraceId, span: SpanId) -> Context {
        match self {
            Self::Denied | Self::Accepted => cx,
            Self::Debug | Self::Deferred => cx.with_value(Kept {
                sampling: self,
                trace,
                span,
            }),
        }
    }

    /// What is to be said of this span of the context.
    pub(super) fn of(cx: &Context, span: &SpanContext) -> Self {
        if !span.is_sampled() {
            return Self::Denied;
        }
        let kept = cx.get::<Kept>();
        match kept.filter(|kept| kept.trace == span.trace_id()) {
            Some(kept) if kept.sampling == Self::Debug => Self::Debug,
            // A span of our own is recorded: only the caller's own is still open.
            Some(kept) if kept.span == span.span_id() => kept.sampling,
            _ => Self::Accepted,
        }
    }
}
