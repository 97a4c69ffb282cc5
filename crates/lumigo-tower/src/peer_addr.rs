use std::net::SocketAddr;

/// The other end of a request's connection, for servers other than axum's: put it into the request's
/// extensions outside of the layer.
///
/// The layer then knows `network.peer.address`, `network.peer.port` and `client.address`, and whether
/// to believe what proxies say. On an axum server
/// `into_make_service_with_connect_info::<SocketAddr>()` does it without.
///
/// ```
/// use lumigo_tower::PeerAddr;
///
/// # let stream_peer = std::net::SocketAddr::from(([127, 0, 0, 1], 4711));
/// let mut request = http::Request::new(String::new());
/// request.extensions_mut().insert(PeerAddr(stream_peer));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeerAddr(pub SocketAddr);
