//! A request as it goes out.

use http::Uri;
use http::request::Parts;
use http::uri::Scheme;
use lumigo_core::{ActiveCore, ClientRequest, Exchange};
use std::sync::Arc;

/// Starts the exchange and passes its context on. `None` when the request goes to where spans go.
pub(super) fn start(core: Arc<ActiveCore>, head: &mut Parts) -> Option<Exchange> {
    let (method, uri) = (&head.method, &head.uri);
    let url = uri.to_string();
    // Without a scheme there is no URL, only what one of them is asked for.
    let host = uri.scheme().and_then(|_| uri.host());
    let request = ClientRequest::new(method, &url, uri.path()).with_server(host, port(uri));
    Exchange::client(core, request, &mut head.headers)
}

/// The port of the URI, else that of its scheme.
fn port(uri: &Uri) -> Option<u16> {
    let of_scheme = || match uri.scheme() {
        Some(scheme) if *scheme == Scheme::HTTPS => Some(443),
        Some(scheme) if *scheme == Scheme::HTTP => Some(80),
        _ => None,
    };
    uri.port_u16().or_else(of_scheme)
}
