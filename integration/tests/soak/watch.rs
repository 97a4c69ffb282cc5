//! A layer outside of ours: what is to be traced is counted there, and no span may be current.

use crate::strays::Strays;
use http::{HeaderMap, Request, Response};
use http_body::{Body, Frame, SizeHint};
use opentelemetry::Context;
use opentelemetry::trace::TraceContextExt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::task::{self, Poll};
use tower::Service;

/// Watches a service and what comes of it: its futures and their bodies.
#[derive(Clone, Debug)]
pub(crate) struct Watch<T> {
    inner: T,
    seen: Seen,
}

/// What was seen of all requests.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    pub(crate) strays: Strays,
    sampled: Arc<AtomicU64>,
}

impl Seen {
    /// How many of the requests that have begun need a span.
    pub(crate) fn sampled(&self) -> u64 {
        self.sampled.load(Relaxed)
    }

    fn count(&self, headers: &HeaderMap) {
        let parent = headers.get("traceparent");
        let is_sampled = parent.is_none_or(|parent| parent.as_bytes().ends_with(b"-01"));
        self.sampled.fetch_add(u64::from(is_sampled), Relaxed);
    }

    fn no_span(&self) {
        let is_right = Context::map_current(|context| !context.has_active_span());
        self.strays.add_unless(is_right);
    }
}

impl<T> Watch<T> {
    pub(crate) fn new(inner: T, seen: Seen) -> Self {
        Self { inner, seen }
    }

    fn look<R>(&mut self, work: impl FnOnce(&mut T) -> R) -> R {
        self.seen.no_span();
        let done = work(&mut self.inner);
        self.seen.no_span();
        done
    }
}

impl<S, ReqBody, ResBody> Service<Request<ReqBody>> for Watch<S>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>>,
{
    type Response = Response<Watch<ResBody>>;
    type Error = S::Error;
    type Future = Watch<Pin<Box<S::Future>>>;

    fn poll_ready(&mut self, cx: &mut task::Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<ReqBody>) -> Self::Future {
        self.seen.count(request.headers());
        let future = self.look(|inner| Box::pin(inner.call(request)));
        Watch::new(future, self.seen.clone())
    }
}

impl<F, B, E> Future for Watch<F>
where
    F: Future<Output = Result<Response<B>, E>> + Unpin,
{
    type Output = Result<Response<Watch<B>>, E>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<Self::Output> {
        let result = self.look(|inner| Pin::new(inner).poll(cx));
        let seen = &self.seen;
        result.map_ok(|response| response.map(|body| Watch::new(body, seen.clone())))
    }
}

impl<B: Body + Unpin> Body for Watch<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut task::Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        self.look(|inner| Pin::new(inner).poll_frame(cx))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
