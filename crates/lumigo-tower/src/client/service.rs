use super::request::start;
use super::{BoxError, BoxedErrors, ClientResponseFuture};
use http::{Request, Response};
use http_body::Body;
use lumigo_core::{Binding, RequestBody, ResponseBody};
use std::task::{Context, Poll};
use tower_service::Service;

/// Starts a span for each request that is sent; made by
/// [`LumigoClientLayer`](crate::LumigoClientLayer).
///
/// The inner service gets the request's body within a [`RequestBody`]. Its errors and those of the
/// response's body are boxed, as those of tower's own layers are: only so can every kind of error be
/// asked for its cause. `downcast` gives back what was boxed.
#[derive(Clone, Debug)]
pub struct LumigoClientService<S> {
    inner: S,
    binding: Binding,
}

impl<S> LumigoClientService<S> {
    pub(super) fn new(inner: S, binding: Binding) -> Self {
        Self { inner, binding }
    }
}

impl<S, ReqBody, ResBody> Service<Request<ReqBody>> for LumigoClientService<S>
where
    S: Service<Request<RequestBody<ReqBody>>, Response = Response<ResBody>>,
    S::Error: Into<BoxError>,
    ReqBody: Body,
    ResBody: Body,
    ResBody::Error: Into<BoxError>,
{
    type Response = Response<ResponseBody<BoxedErrors<ResBody>>>;
    type Error = BoxError;
    type Future = ClientResponseFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request<ReqBody>) -> Self::Future {
        let (mut head, body) = request.into_parts();
        let exchange = self.binding.core().and_then(|core| start(core, &mut head));
        let Some(mut exchange) = exchange else {
            let request = Request::from_parts(head, RequestBody::unwatched(body));
            return ClientResponseFuture::new(self.inner.call(request), None);
        };
        let body = exchange.request_body(&head.headers, body);
        let request = Request::from_parts(head, body);
        // The inner service may do work before its future is polled.
        let future = exchange.in_scope(|| self.inner.call(request));
        ClientResponseFuture::new(future, Some(exchange))
    }
}
