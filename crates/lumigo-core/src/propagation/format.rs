use super::BoxedPropagator;
use super::b3::{self, B3Propagator};
use super::baggage::BaggagePropagator;
use super::jaeger::JaegerPropagator;
use super::trace_context::{TRACESTATE, TraceContextPropagator};
use super::xray::XrayPropagator;

/// A format that `OTEL_PROPAGATORS` names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    TraceContext,
    Baggage,
    B3,
    B3Multi,
    Jaeger,
    Xray,
}

impl Format {
    /// What holds when nothing is said.
    pub(crate) const DEFAULT: &[Self] = &[Self::TraceContext, Self::Baggage];
    const ALL: &[Self] = &[
        Self::TraceContext,
        Self::Baggage,
        Self::B3,
        Self::B3Multi,
        Self::Jaeger,
        Self::Xray,
    ];

    /// The format of this name, in any case.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|format| format.name().eq_ignore_ascii_case(name))
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::TraceContext => "tracecontext",
            Self::Baggage => "baggage",
            Self::B3 => "b3",
            Self::B3Multi => "b3multi",
            Self::Jaeger => "jaeger",
            Self::Xray => "xray",
        }
    }

    pub(super) fn propagator(self) -> BoxedPropagator {
        match self {
            Self::TraceContext => Box::new(TraceContextPropagator::default()),
            Self::Baggage => Box::new(BaggagePropagator::default()),
            Self::B3 => Box::new(B3Propagator::single()),
            Self::B3Multi => Box::new(B3Propagator::multi()),
            Self::Jaeger => Box::new(JaegerPropagator::default()),
            Self::Xray => Box::new(XrayPropagator::default()),
        }
    }

    /// The headers that would contradict what is injected, and that injecting does not always replace.
    pub(super) fn stale(self) -> &'static [&'static str] {
        match self {
            Self::TraceContext => &[TRACESTATE],
            // Whoever reads one of its encodings reads the other one too.
            Self::B3 | Self::B3Multi => b3::HEADERS,
            Self::Baggage | Self::Jaeger | Self::Xray => &[],
        }
    }
}
