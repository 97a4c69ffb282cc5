//! A request as it goes out.

use http::Uri;
use http::request::Parts;
use http::uri::{Authority, Scheme};
use lumigo_core::{ActiveCore, ClientRequest, Exchange};
use std::sync::Arc;

/// Starts the exchange and passes its context on. `None` when the request goes to where spans go.
pub(super) fn start(core: Arc<ActiveCore>, head: &mut Parts) -> Option<Exchange> {
    let (method, uri) = (&head.method, &head.uri);
    let url = text(uri);
    // Without a scheme there is no URL, only what one of them is asked for.
    let host = uri.scheme().and_then(|_| uri.host());
    let request = ClientRequest::new(method, &url, uri.path()).with_server(host, port(uri));
    Exchange::client(core, request, &mut head.headers)
}

/// The URI as it is displayed, in one piece.
fn text(uri: &Uri) -> String {
    let (scheme, end) = uri.scheme_str().map_or(("", ""), |scheme| (scheme, "://"));
    let authority = uri.authority().map_or("", Authority::as_str);
    let (mark, query) = uri.query().map_or(("", ""), |query| ("?", query));
    [scheme, end, authority, uri.path(), mark, query].concat()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uri_is_written_as_it_is_displayed() {
        for uri in [
            "https://ada:x@a.b:8080/c/d?e=f&g",
            "http://a.b",
            "http://[::1]:80/?",
            "/c?d=e",
            "a.b:443",
            "*",
        ] {
            let uri: Uri = uri.parse().unwrap();
            assert_eq!(text(&uri), uri.to_string());
        }
    }
}
