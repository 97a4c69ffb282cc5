//! A request that came in, as a span: its name and attributes.

use super::Exchange;
use super::grpc::Grpc;
use super::semantics::{protocol_version, push_method, push_server, span_name_method};
use super::side::Side;
use crate::{ActiveCore, Endpoint};
use http::header::{AsHeaderName, HOST, USER_AGENT};
use http::uri::Authority;
use http::{HeaderMap, Method, Request};
use opentelemetry::KeyValue;
use opentelemetry::trace::SpanBuilder;
use opentelemetry_semantic_conventions::attribute::{
    CLIENT_ADDRESS, HTTP_ROUTE, NETWORK_PEER_ADDRESS, NETWORK_PEER_PORT, NETWORK_PROTOCOL_VERSION,
    URL_PATH, URL_QUERY, URL_SCHEME, USER_AGENT_ORIGINAL,
};
use std::borrow::Cow;
use std::net::SocketAddr;
use std::sync::Arc;

/// Room for the attributes of most requests and their responses.
const ATTRIBUTES: usize = 24;

/// What a server knows of a request besides the request.
#[derive(Clone, Copy, Debug, Default)]
pub struct ServerRequest<'a> {
    route: Option<&'a str>,
    peer: Option<SocketAddr>,
}

impl<'a> ServerRequest<'a> {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The route that was matched, such as `/orders/{id}`, if it is known by now.
    #[must_use]
    pub fn with_route(self, route: Option<&'a str>) -> Self {
        Self { route, ..self }
    }

    /// The other end of the connection, if it is known.
    #[must_use]
    pub fn with_peer(self, peer: Option<SocketAddr>) -> Self {
        Self { peer, ..self }
    }
}

impl Exchange {
    /// Starts the span of a request that came in, as a child of the caller's.
    pub fn server<B>(
        core: Arc<ActiveCore>,
        request: &Request<B>,
        known: ServerRequest<'_>,
    ) -> Self {
        let (uri, headers) = (request.uri(), request.headers());
        let parent = core.extract(headers);
        let grpc = Grpc::of(request.method(), uri.path(), headers);
        let span = core.start_span(parent, Endpoint::Server(uri.path()), || {
            let mut attributes = attributes(&core, request, known);
            if grpc.is_some() {
                attributes.push(Grpc::system());
            }
            SpanBuilder::from_name(name(request.method(), known.route)).with_attributes(attributes)
        });
        let mut exchange = Self::new(core, Side::Server, span, request.method());
        exchange.grpc = grpc;
        exchange.has_route = known.route.is_some();
        exchange.set_request_headers(headers);
        exchange
    }

    /// Names the route when it was not known at the start.
    pub fn set_route(&mut self, route: &str) {
        if self.has_route || !self.is_watched() {
            return;
        }
        self.has_route = true;
        self.set(KeyValue::new(HTTP_ROUTE, route.to_owned()));
        if self.grpc.is_none() {
            self.span.rename([self.method, " ", route].concat());
        }
    }
}

/// `{method} {route}`; never the path, of which there are too many.
fn name(method: &Method, route: Option<&str>) -> Cow<'static, str> {
    let method = span_name_method(method);
    match route {
        Some(route) => [method, " ", route].concat().into(),
        None => method.into(),
    }
}

fn attributes<B>(
    core: &ActiveCore,
    request: &Request<B>,
    known: ServerRequest<'_>,
) -> Vec<KeyValue> {
    let (uri, headers) = (request.uri(), request.headers());
    let mut attributes = Vec::with_capacity(ATTRIBUTES);
    push_method(&mut attributes, request.method());
    let scheme = if uri.scheme_str() == Some("https") {
        "https"
    } else {
        "http"
    };
    attributes.push(KeyValue::new(URL_SCHEME, scheme));
    attributes.push(KeyValue::new(URL_PATH, uri.path().to_owned()));
    if let Some(query) = uri.query() {
        let query = core.mask_query(query).into_owned();
        attributes.push(KeyValue::new(URL_QUERY, query));
    }
    if let Some(route) = known.route {
        attributes.push(KeyValue::new(HTTP_ROUTE, route.to_owned()));
    }
    push_asked_server(&mut attributes, uri.authority(), headers);
    if let Some(peer) = known.peer {
        push_peer(&mut attributes, peer);
    }
    if let Some(version) = protocol_version(request.version()) {
        attributes.push(KeyValue::new(NETWORK_PROTOCOL_VERSION, version));
    }
    if let Some(user_agent) = text(headers, USER_AGENT) {
        attributes.push(KeyValue::new(USER_AGENT_ORIGINAL, user_agent.to_owned()));
    }
    attributes
}

/// The host that the client has asked for: `:authority` or an absolute target, else `Host`.
fn push_asked_server(
    attributes: &mut Vec<KeyValue>,
    target: Option<&Authority>,
    headers: &HeaderMap,
) {
    let host = || text(headers, HOST)?.parse::<Authority>().ok();
    let host = if target.is_none() { host() } else { None };
    if let Some(authority) = target.or(host.as_ref()) {
        push_server(attributes, authority.host(), authority.port_u16());
    }
}

fn push_peer(attributes: &mut Vec<KeyValue>, peer: SocketAddr) {
    let address = peer.ip().to_string();
    attributes.push(KeyValue::new(CLIENT_ADDRESS, address.clone()));
    attributes.push(KeyValue::new(NETWORK_PEER_ADDRESS, address));
    attributes.push(KeyValue::new(NETWORK_PEER_PORT, i64::from(peer.port())));
}

fn text<K: AsHeaderName>(headers: &HeaderMap, name: K) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}
