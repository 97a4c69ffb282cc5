use super::{BoxError, BoxedErrors};
use http::{Response, StatusCode};
use http_body::Body;
use lumigo_core::{Exchange, ResponseBody, error_type};
use pin_project_lite::pin_project;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

pin_project! {
    /// The future of [`LumigoClientService`](crate::LumigoClientService).
    #[derive(Debug)]
    pub struct ClientResponseFuture<F> {
        #[pin]
        inner: F,
        // `Some` until the response body takes it over.
        exchange: Option<Exchange>,
    }
}

impl<F> ClientResponseFuture<F> {
    pub(super) fn new(inner: F, exchange: Option<Exchange>) -> Self {
        Self { inner, exchange }
    }
}

impl<F, B, E> Future for ClientResponseFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
    E: Into<BoxError>,
    B: Body,
    B::Error: Into<BoxError>,
{
    type Output = Result<Response<ResponseBody<BoxedErrors<B>>>, BoxError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let inner = this.inner;
        let result = ready!(match this.exchange {
            Some(exchange) => exchange.in_scope(|| inner.poll(cx)),
            None => inner.poll(cx),
        });
        let exchange = this.exchange.take();
        Poll::Ready(match result {
            Ok(response) => Ok(watch(response, exchange)),
            Err(error) => Err(fail(error.into(), exchange)),
        })
    }
}

/// The exchange ends with the body of the response; an upgrade has none.
fn watch<B>(
    response: Response<B>,
    mut exchange: Option<Exchange>,
) -> Response<ResponseBody<BoxedErrors<B>>>
where
    B: Body,
    B::Error: Into<BoxError>,
{
    let status = response.status();
    if let Some(exchange) = &mut exchange {
        exchange.respond(status, response.version(), response.headers());
    }
    let exchange = exchange
        .filter(|exchange| exchange.is_watched() && status != StatusCode::SWITCHING_PROTOCOLS);
    response.map(|body| {
        let body = ResponseBody::new(BoxedErrors::new(body), exchange);
        body.with_error_type(|error| error_type(&**error).unwrap_or("body"))
    })
}

fn fail(error: BoxError, exchange: Option<Exchange>) -> BoxError {
    if let Some(mut exchange) = exchange {
        exchange.fail(error_type(&*error).unwrap_or("request"));
    }
    error
}
