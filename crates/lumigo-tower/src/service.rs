use crate::request::start_span;
use crate::{ResponseBody, ResponseFuture};
use http::{Request, Response};
use lumigo_core::Binding;
use std::task::{Context, Poll};
use tower_service::Service;

/// Starts a span for each request; made by [`LumigoLayer`](crate::LumigoLayer).
#[derive(Clone, Debug)]
pub struct LumigoService<S> {
    inner: S,
    binding: Binding,
}

impl<S> LumigoService<S> {
    pub(crate) fn new(inner: S, binding: Binding) -> Self {
        Self { inner, binding }
    }
}

impl<S, ReqBody, ResBody> Service<Request<ReqBody>> for LumigoService<S>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>>,
{
    type Response = Response<ResponseBody<ResBody>>;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<ReqBody>) -> Self::Future {
        let Some(core) = self.binding.core() else {
            return ResponseFuture::new(self.inner.call(request), None);
        };
        let mut span = start_span(&core, &request);
        // The inner service may do work before its future is polled.
        let future = span.in_scope(|| self.inner.call(request));
        ResponseFuture::new(future, Some(span))
    }
}
