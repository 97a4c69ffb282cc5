//! What the extensions of a request tell of it.

use crate::{PeerAddr, RouteName};
use http::{Extensions, Request};
use lumigo_core::{ActiveCore, ServerRequest};
use std::sync::Arc;

/// Which core watches a request by now.
#[derive(Clone)]
struct WatchedBy(Arc<ActiveCore>);

/// Whether a layer outside watches this request already.
pub(crate) fn is_watched_by<B>(core: &Arc<ActiveCore>, request: &Request<B>) -> bool {
    let watched: Option<&WatchedBy> = request.extensions().get();
    watched.is_some_and(|WatchedBy(other)| Arc::ptr_eq(core, other))
}

/// Tells layers inside of this one.
pub(crate) fn note_watched_by(core: Arc<ActiveCore>, extensions: &mut Extensions) {
    extensions.insert(WatchedBy(core));
}

/// The route, if it is known by now.
pub(crate) fn route(extensions: &Extensions) -> Option<&str> {
    let named = || Some(extensions.get::<RouteName>()?.as_str());
    axum::route(extensions).or_else(named)
}

pub(crate) fn known<B>(request: &Request<B>) -> ServerRequest<'_> {
    let extensions = request.extensions();
    let known = ServerRequest::new();
    if extensions.is_empty() {
        return known;
    }
    let peer = || Some(extensions.get::<PeerAddr>()?.0);
    known
        .with_uri(axum::uri(extensions))
        .with_route(route(extensions))
        .with_peer(axum::peer(extensions).or_else(peer))
}

#[cfg(feature = "axum")]
mod axum {
    use axum::extract::{ConnectInfo, MatchedPath, OriginalUri};
    use http::{Extensions, Uri};
    use std::net::SocketAddr;

    /// A nested router takes its prefix off the request's own.
    pub(super) fn uri(extensions: &Extensions) -> Option<&Uri> {
        let OriginalUri(uri) = extensions.get()?;
        Some(uri)
    }

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
    use http::{Extensions, Uri};
    use std::net::SocketAddr;

    pub(super) fn uri(_: &Extensions) -> Option<&Uri> {
        None
    }

    pub(super) fn route(_: &Extensions) -> Option<&str> {
        None
    }

    pub(super) fn peer(_: &Extensions) -> Option<SocketAddr> {
        None
    }
}
