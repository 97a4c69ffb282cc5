//! A request on its way through the middleware.

use crate::attempt::Attempt;
use crate::request::start;
use crate::response::finish;
use http::Extensions;
use lumigo_core::Binding;
use reqwest::{Request, Response};
use reqwest_middleware::{Next, Result};
use std::future::{Future, poll_fn};
use std::pin::Pin;

/// What becomes of a request.
pub(crate) type Sent<'a> = Pin<Box<dyn Future<Output = Result<Response>> + Send + 'a>>;

/// Sends a request, as the rest of the chain does it where there is no core.
pub(crate) fn send<'a>(
    binding: &Binding,
    mut request: Request,
    extensions: &'a mut Extensions,
    next: Next<'a>,
) -> Sent<'a> {
    let Some(core) = binding.core() else {
        return next.run(request, extensions);
    };
    // No `async fn`: that would keep room for its arguments twice.
    Box::pin(async move {
        // Not before the first poll: the context that is current then is the parent.
        let Some(mut exchange) = start(core, &mut request, extensions) else {
            return next.run(request, extensions).await;
        };
        let mut attempt = if exchange.is_watched() {
            Attempt::new(extensions, &request)
        } else {
            Attempt::unwatched(extensions)
        };
        let mut response = next.run(request, attempt.extensions());
        let result = poll_fn(|cx| exchange.in_scope(|| response.as_mut().poll(cx))).await;
        drop(response);
        attempt.end(&result);
        finish(exchange, result)
    })
}
