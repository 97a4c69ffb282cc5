//! What the extensions of a request tell of it.

use crate::{PeerAddr, RouteName};
use http::{Extensions, Request, Uri};
use http_body::Body;
use lumigo_core::{ActiveCore, Binding, BodyWatch, Exchange, RequestBody, ServerRequest};
use std::sync::Arc;

/// What a layer outside has left: which core watches the request, and who wants to know its body.
#[derive(Clone)]
struct Watched {
    by: Arc<ActiveCore>,
    body: BodyWatch,
}

/// The same when the registered core watches, and nobody need be told of the body: it takes no memory.
#[derive(Clone)]
struct WatchedByRegistered;

/// Whether a layer outside watches this request already. That may not have been able to wrap its body.
pub(crate) fn is_watched<B: 'static>(
    binding: &Binding,
    core: &Arc<ActiveCore>,
    request: &mut Request<B>,
) -> bool {
    let extensions = request.extensions_mut();
    if extensions.is_empty() {
        return false;
    }
    if binding.is_to_registered() && extensions.get::<WatchedByRegistered>().is_some() {
        return true;
    }
    let watched: Option<&mut Watched> = extensions.get_mut();
    let Some(watched) = watched.filter(|watched| Arc::ptr_eq(core, &watched.by)) else {
        return false;
    };
    let watch = std::mem::take(&mut watched.body);
    if watch.is_some() && !axum::wrap(request.body_mut(), &watch) {
        put_back(watch, request.extensions_mut());
    }
    true
}

fn put_back(watch: BodyWatch, extensions: &mut Extensions) {
    if let Some(watched) = extensions.get_mut::<Watched>() {
        watched.body = watch;
    }
}

/// Watches a request, and tells layers inside of this one. Its body stays what it is, so that services
/// which name its type can be called: it is wrapped here where that does not change the type.
pub(crate) fn watch<B>(
    binding: &Binding,
    core: Arc<ActiveCore>,
    exchange: &mut Exchange,
    request: &mut Request<B>,
) where
    B: Body + 'static,
{
    if !exchange.is_watched() {
        return;
    }
    let mut body = BodyWatch::default();
    if !request.body().is_end_stream() {
        body = exchange.watch_request(request.headers());
        if body.is_some() && axum::wrap(request.body_mut(), &body) {
            body = BodyWatch::default();
        }
    }
    if binding.is_to_registered() && !body.is_some() {
        request.extensions_mut().insert(WatchedByRegistered);
    } else {
        request.extensions_mut().insert(Watched { by: core, body });
    }
}

/// Captures the body of a request inside of a [`LumigoLayer`](crate::LumigoLayer) where the layer cannot,
/// since the body's type would be another: on every server but axum's. What the service reads of it then
/// becomes `http.request.body` and `http.request.body.size`; without it the span knows the size that the
/// headers promise.
///
/// ```
/// use http::{Request, Response};
/// use lumigo_tower::{LumigoLayer, RequestBody, capture_request_body};
/// use std::convert::Infallible;
/// use tower::ServiceBuilder;
///
/// async fn hello(_: Request<RequestBody<String>>) -> Result<Response<String>, Infallible> {
///     Ok(Response::new("hello".to_owned()))
/// }
///
/// let service = ServiceBuilder::new()
///     .layer(LumigoLayer)
///     .map_request(capture_request_body::<String>)
///     .service_fn(hello);
/// ```
pub fn capture_request_body<B>(mut request: Request<B>) -> Request<RequestBody<B>> {
    let watched: Option<&mut Watched> = request.extensions_mut().get_mut();
    let body = watched.map(|watched| std::mem::take(&mut watched.body));
    request.map(|inner| RequestBody::watched(inner, body.unwrap_or_default()))
}

/// The route, if it is known by now.
pub(crate) fn route(extensions: &Extensions) -> Option<&str> {
    let named = || Some(extensions.get::<RouteName>()?.as_str());
    axum::route(extensions).or_else(named)
}

/// What the client has asked for.
pub(crate) fn uri<B>(request: &Request<B>) -> &Uri {
    axum::uri(request.extensions()).unwrap_or(request.uri())
}

pub(crate) fn known<B>(request: &Request<B>) -> ServerRequest<'_> {
    let extensions = request.extensions();
    let peer = || Some(extensions.get::<PeerAddr>()?.0);
    ServerRequest::new()
        .with_route(route(extensions))
        .with_peer(axum::peer(extensions).or_else(peer))
}

#[cfg(feature = "axum")]
mod axum {
    use axum::body::Body;
    use axum::extract::{ConnectInfo, MatchedPath, OriginalUri};
    use http::{Extensions, Uri};
    use lumigo_core::{BodyWatch, RequestBody};
    use std::any::Any;
    use std::mem;
    use std::net::SocketAddr;

    /// A nested router takes its prefix off the request's own.
    pub(super) fn uri(extensions: &Extensions) -> Option<&Uri> {
        let OriginalUri(uri) = extensions.get()?;
        Some(uri)
    }

    pub(super) fn route(extensions: &Extensions) -> Option<&str> {
        extensions.get().map(MatchedPath::as_str)
    }

    /// Wraps a body of axum's in another of axum's.
    pub(super) fn wrap<B: 'static>(body: &mut B, watch: &BodyWatch) -> bool {
        let body: &mut dyn Any = body;
        let Some(body) = body.downcast_mut::<Body>() else {
            return false;
        };
        *body = Body::new(RequestBody::watched(mem::take(body), watch.clone()));
        true
    }

    pub(super) fn peer(extensions: &Extensions) -> Option<SocketAddr> {
        let ConnectInfo(peer) = extensions.get()?;
        Some(*peer)
    }
}

#[cfg(not(feature = "axum"))]
mod axum {
    use http::{Extensions, Uri};
    use lumigo_core::BodyWatch;
    use std::net::SocketAddr;

    pub(super) fn uri(_: &Extensions) -> Option<&Uri> {
        None
    }

    pub(super) fn route(_: &Extensions) -> Option<&str> {
        None
    }

    pub(super) fn wrap<B>(_: &mut B, _: &BodyWatch) -> bool {
        false
    }

    pub(super) fn peer(_: &Extensions) -> Option<SocketAddr> {
        None
    }
}
