use crate::strays::Strays;
use axum::extract::FromRequestParts;
use http::HeaderMap;
use http::request::Parts;
use opentelemetry::Context;
use opentelemetry::trace::{TraceContextExt, TraceId};
use std::convert::Infallible;

/// What the traces of callers begin with, so that no trace of our own can be taken for one.
const CALLER: u128 = 0xca11_ca11_ca11_ca11 << 64;

/// The `traceparent` of a caller of its own.
pub(crate) fn traceparent(number: u64, sampled: bool) -> String {
    let (trace, flags) = (CALLER | u128::from(number), u8::from(sampled));
    let span = number + 1; // zero is none
    format!("00-{trace:032x}-{span:016x}-{flags:02x}")
}

/// The trace of a request. Its own code must see it as the current one, in each of its parts.
#[derive(Clone, Debug)]
pub(crate) struct Own {
    trace: TraceId,
    strays: Strays,
}

impl Own {
    /// Looks again, later.
    pub(crate) fn check(&self) {
        self.strays.add_unless(current() == self.trace);
    }
}

impl FromRequestParts<Strays> for Own {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, strays: &Strays) -> Result<Self, Infallible> {
        let trace = current();
        strays.add_unless(match callers(&parts.headers) {
            Some(sent) => trace == sent,
            None => trace != TraceId::INVALID && !is_callers(trace),
        });
        let strays = strays.clone();
        Ok(Self { trace, strays })
    }
}

fn current() -> TraceId {
    Context::map_current(|context| context.span().span_context().trace_id())
}

fn callers(headers: &HeaderMap) -> Option<TraceId> {
    let sent = headers.get("traceparent")?.to_str().ok()?;
    TraceId::from_hex(sent.get(3..35)?).ok()
}

fn is_callers(trace: TraceId) -> bool {
    u128::from_be_bytes(trace.to_bytes()) >> 64 == CALLER >> 64
}
