//! A request as it goes out.

use lumigo_core::{ActiveCore, ClientRequest, Exchange};
use reqwest::Request;
use std::sync::Arc;

/// Starts the exchange and passes its context on. `None` when the request goes to where spans go.
pub(crate) fn start(core: Arc<ActiveCore>, request: &mut Request) -> Option<Exchange> {
    let (method, url) = (request.method().clone(), request.url().clone());
    let known = ClientRequest::new(&method, url.as_str(), url.path())
        .with_server(url.host_str(), url.port_or_known_default());
    let mut exchange = Exchange::client(core, known, request.headers_mut())?;
    if let Some(bytes) = request.body().and_then(reqwest::Body::as_bytes) {
        exchange.request_bytes(request.headers(), bytes);
    }
    Some(exchange)
}
