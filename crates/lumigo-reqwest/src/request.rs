//! A request as it goes out.

use crate::attempt::Attempt;
use http::{Extensions, HeaderMap};
use lumigo_core::{ActiveCore, ClientRequest, Exchange};
use reqwest::{Body, Request};
use std::mem;
use std::sync::Arc;

/// Starts the exchange and passes its context on. `None` when the request goes to where spans go.
pub(crate) fn start(
    core: Arc<ActiveCore>,
    request: &mut Request,
    extensions: &Extensions,
) -> Option<Exchange> {
    // A request does not lend its headers to be changed while its URL is read.
    let mut headers = mem::take(request.headers_mut());
    let exchange = exchange(core, request, &mut headers, extensions);
    *request.headers_mut() = headers;
    let mut exchange = exchange?;
    if exchange.is_watched() {
        watch_body(&mut exchange, request);
    }
    Some(exchange)
}

fn exchange(
    core: Arc<ActiveCore>,
    request: &Request,
    headers: &mut HeaderMap,
    extensions: &Extensions,
) -> Option<Exchange> {
    let (method, url) = (request.method(), request.url());
    let request = ClientRequest::new(method, url.as_str(), url.path())
        .with_server(url.host_str(), url.port_or_known_default())
        .with_resend_count(Attempt::past(extensions, method, url));
    Exchange::client(core, request, headers)
}

/// Bytes stay as they are, so that the request can be cloned, for a retry or a redirect.
fn watch_body(exchange: &mut Exchange, request: &mut Request) {
    match request.body().map(Body::as_bytes) {
        None => {}
        Some(Some(bytes)) => exchange.request_bytes(request.headers(), bytes),
        Some(None) => {
            let stream = request.body_mut().take();
            let watched =
                stream.map(|body| Body::wrap(exchange.request_body(request.headers(), body)));
            *request.body_mut() = watched;
        }
    }
}
