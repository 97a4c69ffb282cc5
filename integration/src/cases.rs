//! The cases that the benches and the counting binaries measure: one request each, in process.
//!
//! What a layer or middleware costs is the difference to the case `noop`, which only forwards; what the
//! interceptor of AWS clients and the clients of databases cost, to the case `bare`.

pub mod aws;
pub mod client;
pub mod masking;
pub mod mongodb;
pub mod server;
pub mod sqlx;

use crate::sink;
use lumigo_opentelemetry::Lumigo;
use lumigo_opentelemetry::opentelemetry::Context as TraceContext;
use lumigo_opentelemetry::opentelemetry::trace::{
    SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState,
};
use std::fmt;
use std::hint::black_box;
use std::io;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// Before its end no case posts by schedule: spans are posted when a batch is full.
const NEVER: &str = "3600000";
/// Spans without headers and bodies.
const NO_PAYLOADS: (&str, &str) = ("LUMIGO_CAPTURE_PAYLOADS", "false");

/// The name of a case, and how to set it up. Setting up fails when no socket can be opened.
pub type NamedCase = (&'static str, fn() -> io::Result<Case>);

/// Something to measure, set up and ready to be repeated.
pub struct Case {
    request: Box<dyn Fn() -> usize>,
    lumigo: Option<Lumigo>,
}

impl Case {
    fn new(lumigo: Option<Lumigo>, request: impl Fn() -> usize + 'static) -> Self {
        Self {
            request: Box::new(request),
            lumigo,
        }
    }

    /// Sends one request and reads its response; returns the length of the response's body.
    pub fn run(&self) -> usize {
        black_box((self.request)())
    }

    /// The distribution that watches the requests, if there is one.
    pub fn lumigo(&self) -> Option<&Lumigo> {
        self.lumigo.as_ref()
    }
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Case")
            .field("lumigo", &self.lumigo)
            .finish_non_exhaustive()
    }
}

/// A distribution that exports to a sink, set up by the variables given and nothing else.
fn exporting(variables: &[(&str, &str)]) -> io::Result<Lumigo> {
    let endpoint = sink::start()?;
    let common = [
        ("LUMIGO_TRACER_TOKEN", "t_bench"),
        ("LUMIGO_ENDPOINT", endpoint.as_str()),
        ("OTEL_BSP_SCHEDULE_DELAY", NEVER),
        ("OTEL_SERVICE_NAME", "bench"),
    ];
    let variables = common.iter().chain(variables).copied();
    Ok(Lumigo::builder().with_variables(variables).init())
}

fn switched_off() -> Lumigo {
    Lumigo::builder()
        .with_variables([("LUMIGO_SWITCH_OFF", "true")])
        .init()
}

/// The case beneath a span that is not sampled.
fn unsampled(case: Case) -> Case {
    let caller = SpanContext::new(
        TraceId::from(1),
        SpanId::from(1),
        TraceFlags::NOT_SAMPLED,
        true,
        TraceState::NONE,
    );
    let caller = TraceContext::new().with_remote_span_context(caller);
    let Case { request, lumigo } = case;
    Case::new(lumigo, move || {
        let _attached = caller.clone().attach();
        request()
    })
}

/// The output of a future that never waits: no case touches a socket, so none needs a runtime.
fn output<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}

#[cfg(test)]
mod tests;
