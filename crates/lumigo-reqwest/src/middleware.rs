use crate::request::start;
use crate::response::finish;
use crate::{BoundLumigoMiddleware, INSTRUMENTATION};
use http::Extensions;
use lumigo_core::{Binding, Lumigo};
use reqwest::{Request, Response};
use reqwest_middleware::{Middleware, Next, Result};
use std::future::poll_fn;

/// Makes one `CLIENT` span per request, and passes the trace on.
///
/// Finds the registered distribution when a request is sent, so `init` may run before or after the
/// client is built. Without one, requests pass through as if the middleware were not there.
/// Requests to the address that spans are exported to are not traced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LumigoMiddleware;

impl LumigoMiddleware {
    /// The same middleware bound to one distribution, whichever is registered: for tests, and for
    /// hosts with two pipelines. Hold `lumigo` as long as the client: nothing is recorded after it is
    /// dropped.
    pub fn bind(lumigo: &Lumigo) -> BoundLumigoMiddleware {
        BoundLumigoMiddleware::new(Binding::to(&INSTRUMENTATION, lumigo))
    }
}

#[async_trait::async_trait]
impl Middleware for LumigoMiddleware {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        send(
            &Binding::registered(&INSTRUMENTATION),
            request,
            extensions,
            next,
        )
        .await
    }
}

pub(crate) async fn send(
    binding: &Binding,
    mut request: Request,
    extensions: &mut Extensions,
    next: Next<'_>,
) -> Result<Response> {
    let exchange = binding
        .core()
        .and_then(|core| start(core, &mut request, extensions));
    let Some(mut exchange) = exchange else {
        return next.run(request, extensions).await;
    };
    let mut response = next.run(request, extensions);
    let result = poll_fn(|cx| exchange.in_scope(|| response.as_mut().poll(cx))).await;
    finish(exchange, result)
}
