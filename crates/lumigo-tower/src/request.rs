//! What the extensions of a request tell of it.

use crate::{PeerAddr, RouteName};
use http::Request;
use lumigo_core::ServerRequest;

pub(crate) fn known<B>(request: &Request<B>) -> ServerRequest<'_> {
    let extensions = request.extensions();
    let known = ServerRequest::new();
    if extensions.is_empty() {
        return known;
    }
    let route = || Some(extensions.get::<RouteName>()?.as_str());
    let peer = || Some(extensions.get::<PeerAddr>()?.0);
    known
        .with_route(axum::route(extensions).or_else(route))
        .with_peer(axum::peer(extensions).or_else(peer))
}

#[cfg(feature = "axum")]
mod axum {
    use axum::extract::{ConnectInfo, MatchedPath};
    use http::Extensions;
    use std::net::SocketAddr;

    pub(super) fn route(extensions: &Extensions) -> Option<&str> {
        extensions.get().map(MatchedPath::as_str)
    }

    pub(super) fn peer(extensions: &Extensions) -> Option<SocketAddr> {
        let ConnectInfo(peer) = extensions.get()?;
        Some(*peer)
    }
}

#[cfg(not(feature = "axum"))]
mod axum {
    use http::Extensions;
    use std::net::SocketAddr;

    pub(super) fn route(_: &Extensions) -> Option<&str> {
        None
    }

    pub(super) fn peer(_: &Extensions) -> Option<SocketAddr> {
        None
    }
}
