use crate::request::{is_watched, known, route, uri, watch};
use crate::{ResponseFuture, RouteName};
use http::{Request, Response};
use http_body::Body;
use lumigo_core::{Binding, Exchange, ResponseBody};
use std::sync::Arc;
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
    S::Error: 'static,
    ReqBody: Body + 'static,
    ResBody: Body,
    ResBody::Error: 'static,
{
    type Response = Response<ResponseBody<ResBody>>;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<ReqBody>) -> Self::Future {
        let Some(core) = self.binding.core() else {
            return ResponseFuture::unwatched(self.inner.call(request), None);
        };
        if is_watched(&self.binding, &core, &mut request) {
            let route = route(request.extensions()).map(|route| RouteName::new(route.to_owned()));
            return ResponseFuture::unwatched(self.inner.call(request), route);
        }
        let (uri, known) = (uri(&request), || known(&request));
        let mut exchange = Exchange::server(Arc::clone(&core), &request, uri, known);
        watch(&self.binding, core, &mut exchange, &mut request);
        // The inner service may do work before its future is polled.
        let future = exchange.in_scope(|| self.inner.call(request));
        ResponseFuture::watched(future, exchange)
    }
}
