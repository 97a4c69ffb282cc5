use std::task::{Context, Poll};
use tower::{Layer, Service};

/// Forwards: what `Router::layer` itself costs.
#[derive(Clone)]
pub(super) struct NoopLayer;

#[derive(Clone)]
pub(super) struct Noop<S>(S);

impl<S> Layer<S> for NoopLayer {
    type Service = Noop<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Noop(inner)
    }
}

impl<S: Service<R>, R> Service<R> for Noop<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, request: R) -> Self::Future {
        self.0.call(request)
    }
}
