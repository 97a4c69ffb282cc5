use crate::ResponseFuture;
use crate::request::known;
use http::{Request, Response};
use http_body::Body;
use lumigo_core::{Binding, Exchange, RequestBody, ResponseBody};
use std::task::{Context, Poll};
use tower_service::Service;

/// Starts a span for each request; made by [`LumigoLayer`](crate::LumigoLayer).
///
/// The inner service gets the request's body within a [`RequestBody`], which counts and captures what
/// is read.
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
    S: Service<Request<RequestBody<ReqBody>>, Response = Response<ResBody>>,
    S::Error: 'static,
    ReqBody: Body,
    ResBody: Body,
    ResBody::Error: 'static,
{
    type Response = Response<ResponseBody<ResBody>>;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<ReqBody>) -> Self::Future {
        let Some(core) = self.binding.core() else {
            let request = request.map(RequestBody::unwatched);
            return ResponseFuture::new(self.inner.call(request), None);
        };
        let mut exchange = Exchange::server(core, &request, known(&request));
        let (parts, body) = request.into_parts();
        let body = exchange.request_body(&parts.headers, body);
        let request = Request::from_parts(parts, body);
        // The inner service may do work before its future is polled.
        let future = exchange.in_scope(|| self.inner.call(request));
        ResponseFuture::new(future, Some(exchange))
    }
}
