//! One HTTP request and its response, from the head of the first to the last byte of the other: what
//! the adapters of servers and clients share.

mod client;
mod error_type;
mod forwarded;
mod grpc;
mod host;
mod known_calls;
mod measured;
mod measurement;
mod observation;
mod older_names;
mod passed;
mod payloads;
mod request_body;
mod response_body;
mod semantics;
mod server;
mod side;
mod watched;

pub use client::ClientRequest;
pub use error_type::error_type;
pub(crate) use known_calls::KnownCalls;
pub(crate) use measurement::HttpInstruments;
pub use request_body::{BodyWatch, RequestBody};
pub use response_body::ResponseBody;
pub use server::ServerRequest;

use crate::{ActiveCore, ActiveSpan};
use http::{HeaderMap, Method, StatusCode, Version};
use http_body::Body;
use measured::Measured;
use observation::Observation;
use opentelemetry::{Context, StringValue};
use side::Side;
use std::sync::Arc;

/// A request on its way, and the span, payloads and metrics that tell of it. Ends when it is dropped:
/// with the response's body, or where a request is given up.
///
/// Made by [`server`](Self::server) or [`client`](Self::client).
#[derive(Debug)]
#[must_use = "the span ends when this is dropped"]
pub struct Exchange(State);

#[derive(Debug)]
enum State {
    Watched(Box<Observation>),
    /// Nobody wants to know of it. What is beneath must still see that it is not sampled.
    Unwatched(Context),
}

impl Exchange {
    /// Does a part of the work, such as one poll of a future, with the span current.
    pub fn in_scope<T>(&mut self, work: impl FnOnce() -> T) -> T {
        match &mut self.0 {
            State::Watched(watched) => watched.span.in_scope(work),
            State::Unwatched(context) => {
                let _attached = context.clone().attach();
                work()
            }
        }
    }

    /// The context with the span.
    pub fn context(&self) -> &Context {
        match &self.0 {
            State::Watched(watched) => watched.span.context(),
            State::Unwatched(context) => context,
        }
    }

    /// Whether anybody wants to know what passes: where not, bodies need no wrapper.
    pub fn is_watched(&self) -> bool {
        matches!(self.0, State::Watched(_))
    }

    /// Begins to watch a request's body, which has these headers. Nobody need be told what passes: then
    /// the size is the one that the headers promise.
    pub fn watch_request(&mut self, headers: &HeaderMap) -> BodyWatch {
        let watched = self.watched();
        let watch = watched.map(|watched| watched.watch_request(headers));
        BodyWatch(watch.unwrap_or_default())
    }

    /// Watches the request's body, which has these headers, on its way.
    pub fn request_body<B: Body>(&mut self, headers: &HeaderMap, body: B) -> RequestBody<B> {
        if body.is_end_stream() {
            return RequestBody::unwatched(body);
        }
        RequestBody::watched(body, self.watch_request(headers))
    }

    /// Takes a request's body that is there as a whole.
    pub fn request_bytes(&mut self, headers: &HeaderMap, body: &[u8]) {
        if let Some(watched) = self.watched().filter(|_| !body.is_empty()) {
            watched.request_bytes(headers, body);
        }
    }

    /// Takes the head of the response.
    pub fn respond(&mut self, status: StatusCode, version: Version, headers: &HeaderMap) {
        if let Some(watched) = self.watched() {
            watched.respond(status, version, headers);
        }
    }

    /// Names the route when it was not known at the start.
    pub fn set_route(&mut self, route: &str) {
        if let Some(watched) = self.watched() {
            watched.set_route(route);
        }
    }

    /// There is no response, or its body broke off. `error_type` is of low cardinality.
    pub fn fail(&mut self, error_type: impl Into<StringValue>) {
        if let Some(watched) = self.watched() {
            watched.fail(error_type);
        }
    }

    /// Begins to watch, if anybody wants to know.
    fn of(
        core: Arc<ActiveCore>,
        side: Side,
        span: ActiveSpan,
        measured: Option<Box<Measured>>,
        method: &Method,
        begin: impl FnOnce(&mut Observation),
    ) -> Self {
        if !span.is_recording() && measured.is_none() {
            return Self(State::Unwatched(span.into_context()));
        }
        let mut watched = Box::new(Observation::new(core, side, span, measured, method));
        begin(&mut watched);
        Self(State::Watched(watched))
    }

    fn watched(&mut self) -> Option<&mut Observation> {
        match &mut self.0 {
            State::Watched(watched) => Some(watched),
            State::Unwatched(_) => None,
        }
    }
}
