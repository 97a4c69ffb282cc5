use crate::RouteName;
use crate::error_type::error_type;
use http::Response;
use http_body::Body;
use lumigo_core::{Exchange, ResponseBody};
use pin_project_lite::pin_project;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

pin_project! {
    /// The future of [`LumigoService`](crate::LumigoService).
    #[derive(Debug)]
    pub struct ResponseFuture<F> {
        #[pin]
        inner: F,
        // `Some` until the response body takes it over.
        exchange: Option<Exchange>,
        // For a layer outside, which may not know it.
        route: Option<RouteName>,
    }
}

impl<F> ResponseFuture<F> {
    pub(crate) fn watched(inner: F, exchange: Exchange) -> Self {
        Self {
            inner,
            exchange: Some(exchange),
            route: None,
        }
    }

    pub(crate) fn unwatched(inner: F, route: Option<RouteName>) -> Self {
        Self {
            inner,
            exchange: None,
            route,
        }
    }
}

impl<F, B, E> Future for ResponseFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
    B: Body,
    B::Error: 'static,
    E: 'static,
{
    type Output = Result<Response<ResponseBody<B>>, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let inner = this.inner;
        let mut result = ready!(match this.exchange {
            Some(exchange) => exchange.in_scope(|| inner.poll(cx)),
            None => inner.poll(cx),
        });
        let mut exchange = this.exchange.take();
        if let Some(exchange) = &mut exchange {
            record(exchange, &result);
        }
        if let (Ok(response), Some(route)) = (&mut result, this.route.take()) {
            response.extensions_mut().get_or_insert_with(|| route);
        }
        Poll::Ready(result.map(|response| {
            response.map(|body| ResponseBody::new(body, exchange).with_error_type(error_type))
        }))
    }
}

fn record<B, E: 'static>(exchange: &mut Exchange, result: &Result<Response<B>, E>) {
    match result {
        Ok(response) => {
            exchange.respond(response.status(), response.version(), response.headers());
            if let Some(route) = response.extensions().get::<RouteName>() {
                exchange.set_route(route.as_str());
            }
        }
        Err(error) => exchange.fail(error_type(error)),
    }
}
