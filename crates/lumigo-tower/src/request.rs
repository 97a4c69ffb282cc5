//! A request as a span: its name and attributes.

use http::header::{AsHeaderName, HOST, USER_AGENT};
use http::uri::Authority;
use http::{HeaderMap, Request};
use lumigo_core::http_semantics::{protocol_version, push_method, push_server, span_name_method};
use lumigo_core::{ActiveCore, ActiveSpan, Endpoint};
use opentelemetry::KeyValue;
use opentelemetry::trace::SpanBuilder;
use opentelemetry_semantic_conventions::attribute::{
    HTTP_ROUTE, NETWORK_PROTOCOL_VERSION, URL_PATH, URL_QUERY, URL_SCHEME, USER_AGENT_ORIGINAL,
};

/// Room for the attributes of most requests and their responses.
const ATTRIBUTES: usize = 16;

pub(crate) fn start_span<B>(core: &ActiveCore, request: &Request<B>) -> ActiveSpan {
    let parent = core.extract(request.headers());
    core.start_span(parent, Endpoint::Server(request.uri().path()), || {
        SpanBuilder::from_name(name(request)).with_attributes(attributes(core, request))
    })
}

/// `{method} {route}`; never the path, of which there are too many.
fn name<B>(request: &Request<B>) -> std::borrow::Cow<'static, str> {
    let method = span_name_method(request.method());
    match route(request) {
        Some(route) => [method, " ", route].concat().into(),
        None => method.into(),
    }
}

fn attributes<B>(core: &ActiveCore, request: &Request<B>) -> Vec<KeyValue> {
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
        attributes.push(KeyValue::new(
            URL_QUERY,
            core.mask_query(query).into_owned(),
        ));
    }
    if let Some(route) = route(request) {
        attributes.push(KeyValue::new(HTTP_ROUTE, route.to_owned()));
    }
    push_asked_server(&mut attributes, uri.authority(), headers);
    push_peer(&mut attributes, request);
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

#[cfg(feature = "axum")]
fn push_peer<B>(attributes: &mut Vec<KeyValue>, request: &Request<B>) {
    use axum::extract::ConnectInfo;
    use opentelemetry_semantic_conventions::attribute::{
        CLIENT_ADDRESS, NETWORK_PEER_ADDRESS, NETWORK_PEER_PORT,
    };
    use std::net::SocketAddr;

    if let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>() {
        let address = peer.ip().to_string();
        attributes.push(KeyValue::new(CLIENT_ADDRESS, address.clone()));
        attributes.push(KeyValue::new(NETWORK_PEER_ADDRESS, address));
        attributes.push(KeyValue::new(NETWORK_PEER_PORT, i64::from(peer.port())));
    }
}

#[cfg(not(feature = "axum"))]
fn push_peer<B>(_: &mut Vec<KeyValue>, _: &Request<B>) {}

#[cfg(feature = "axum")]
fn route<B>(request: &Request<B>) -> Option<&str> {
    let matched = request.extensions().get::<axum::extract::MatchedPath>();
    matched.map(axum::extract::MatchedPath::as_str)
}

#[cfg(not(feature = "axum"))]
fn route<B>(_: &Request<B>) -> Option<&str> {
    None
}

fn text<K: AsHeaderName>(headers: &HeaderMap, name: K) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}
