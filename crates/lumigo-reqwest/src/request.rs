//! A request as it goes out.

use crate::attempts::Attempts;
use http::Extensions;
use lumigo_core::{ActiveCore, ClientRequest, Exchange};
use reqwest::{Body, Request};
use std::sync::Arc;

/// Starts the exchange and passes its context on. `None` when the request goes to where spans go.
pub(crate) fn start(
    core: Arc<ActiveCore>,
    request: &mut Request,
    extensions: &mut Extensions,
) -> Option<Exchange> {
    let (method, url) = (request.method().clone(), request.url().clone());
    let known = ClientRequest::new(&method, url.as_str(), url.path())
        .with_server(url.host_str(), url.port_or_known_default())
        .with_resend_count(Attempts::of(extensions, &method, &url));
    let mut exchange = Exchange::client(core, known, request.headers_mut())?;
    if exchange.is_watched() {
        Attempts::note(extensions, &method, &url);
        watch_body(&mut exchange, request);
    }
    Some(exchange)
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
