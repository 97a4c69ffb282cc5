use crate::request::{is_watched_by, known, note_watched_by, route};
use crate::{ResponseFuture, RouteName};
use http::{Request, Response};
use http_body::Body;
use lumigo_core::{Binding, Exchange, RequestBody, ResponseBody};
use std::sync::Arc;
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

    /// Without a span of its own; at most it tells a layer outside the route.
    fn pass<B>(
        &mut self,
        request: Request<B>,
        route: Option<RouteName>,
    ) -> ResponseFuture<S::Future>
    where
        S: Service<Request<RequestBody<B>>>,
    {
        let request = request.map(RequestBody::unwatched);
        ResponseFuture::unwatched(self.inner.call(request), route)
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
            return self.pass(request, None);
        };
        if is_watched_by(&core, &request) {
            let route = route(request.extensions()).map(|route| RouteName::new(route.to_owned()));
            return self.pass(request, route);
        }
        let mut exchange = Exchange::server(Arc::clone(&core), &request, known(&request));
        let (mut parts, body) = request.into_parts();
        let body = exchange.request_body(&parts.headers, body);
        if exchange.is_watched() {
            note_watched_by(core, &mut parts.extensions);
        }
        let request = Request::from_parts(parts, body);
        // The inner service may do work before its future is polled.
        let future = exchange.in_scope(|| self.inner.call(request));
        ResponseFuture::watched(future, exchange)
    }
}
