//! A request that came in, as a span: its name and attributes.

use super::Exchange;
use super::forwarded::Forwarded;
use super::grpc::Grpc;
use super::host::plain_host;
use super::measured::Measured;
use super::observation::Observation;
use super::older_names::push_older_names;
use super::semantics::{push_method, push_server, push_version, span_name_method};
use super::side::Side;
use crate::known::{Known, shared};
use crate::{ActiveCore, Endpoint};
use http::header::HOST;
use http::uri::Authority;
use http::{HeaderMap, Request, Uri};
use opentelemetry::trace::SpanBuilder;
use opentelemetry::{KeyValue, StringValue};
use opentelemetry_semantic_conventions::attribute::{
    CLIENT_ADDRESS, HTTP_ROUTE, NETWORK_PEER_ADDRESS, NETWORK_PEER_PORT, URL_PATH, URL_QUERY,
    URL_SCHEME, USER_AGENT_ORIGINAL,
};
use std::borrow::Cow;
use std::cell::LazyCell;
use std::net::SocketAddr;
use std::sync::Arc;

/// Names of spans with their routes, which the service has chosen.
static NAMES: Known = Known::new();

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
    /// Starts the span of a request that came in, as a child of the caller's. `uri` is what the client has
    /// asked for: somebody on the way may have changed the request's own. What else is known is only asked
    /// for when somebody wants to know.
    pub fn server<'a, B>(
        core: Arc<ActiveCore>,
        request: &Request<B>,
        uri: &Uri,
        known: impl FnOnce() -> ServerRequest<'a>,
    ) -> Self {
        let known = LazyCell::new(known);
        let headers = request.headers();
        let parent = core.extract(headers);
        let span = core.start_span(parent, Endpoint::Server(uri.path()), || {
            let (name, route) = named(span_name_method(request.method()), known.route);
            let mut attributes = attributes(&core, request, uri, *known, route);
            if core.has_older_http_names() {
                push_older_names(Side::Server, &mut attributes);
            }
            SpanBuilder::from_name(name).with_attributes(attributes)
        });
        let measured = Measured::start(&core, Side::Server, || measured(request, uri, *known));
        Self::of(
            core,
            Side::Server,
            span,
            measured,
            request.method(),
            |observation| {
                observation.grpc = Grpc::of(request.method(), uri.path(), headers);
                observation.has_route = known.route.is_some();
                observation.set_request_headers(headers);
            },
        )
    }
}

impl Observation {
    pub(super) fn set_route(&mut self, route: &str) {
        if self.has_route {
            return;
        }
        self.has_route = true;
        let (name, route) = named(self.method, Some(route));
        if let Some(route) = route {
            self.set_measured(KeyValue::new(HTTP_ROUTE, route));
        }
        if self.grpc.is_none() {
            self.span.rename(name);
        }
    }
}

/// The name of a span, `{method} {route}`, and the route. Never the path, of which there are too many.
fn named(method: &'static str, route: Option<&str>) -> (Cow<'static, str>, Option<StringValue>) {
    let Some(route) = route else {
        return (method.into(), None);
    };
    if let Some(name) = NAMES.text([method, " ", route]) {
        let route = name.get(method.len() + 1..);
        return (name.into(), route.map(StringValue::from));
    }
    let name = [method, " ", route].concat();
    (name.into(), Some(route.to_owned().into()))
}

fn attributes<B>(
    core: &ActiveCore,
    request: &Request<B>,
    uri: &Uri,
    known: ServerRequest<'_>,
    route: Option<StringValue>,
) -> Vec<KeyValue> {
    let headers = request.headers();
    let mut attributes = Vec::with_capacity(ATTRIBUTES);
    let forwarded = Forwarded::of(request, known);
    push_method(&mut attributes, request.method());
    attributes.push(KeyValue::new(URL_SCHEME, scheme(uri, &forwarded)));
    attributes.push(KeyValue::new(URL_PATH, uri.path().to_owned()));
    if let Some(query) = uri.query() {
        let query = core.mask_query(query).into_owned();
        attributes.push(KeyValue::new(URL_QUERY, query));
    }
    if let Some(route) = route {
        attributes.push(KeyValue::new(HTTP_ROUTE, route));
    }
    push_asked_server(&mut attributes, uri, headers, &forwarded);
    if let Some(peer) = known.peer {
        push_peer(&mut attributes, peer, &forwarded);
    }
    push_version(&mut attributes, request.version());
    if let Some(user_agent) = core.user_agent(headers) {
        let user_agent = match user_agent {
            Cow::Borrowed(text) => shared(text),
            Cow::Owned(masked) => masked.into(),
        };
        attributes.push(KeyValue::new(USER_AGENT_ORIGINAL, user_agent));
    }
    attributes
}

/// What metrics tell requests apart by, as far as it is known at the start.
fn measured<B>(request: &Request<B>, uri: &Uri, known: ServerRequest<'_>) -> Vec<KeyValue> {
    let mut attributes = Vec::with_capacity(ATTRIBUTES);
    push_method(&mut attributes, request.method());
    let scheme = scheme(uri, &Forwarded::of(request, known));
    attributes.push(KeyValue::new(URL_SCHEME, scheme));
    if let Some(route) = known.route {
        attributes.push(KeyValue::new(HTTP_ROUTE, route.to_owned()));
    }
    push_version(&mut attributes, request.version());
    attributes
}

impl<'a> Forwarded<'a> {
    fn of<B>(request: &'a Request<B>, known: ServerRequest<'_>) -> Self {
        Self::read(request.headers(), known.peer.map(|peer| peer.ip()))
    }
}

/// That of the client's own request, when a proxy tells it.
fn scheme(uri: &Uri, forwarded: &Forwarded<'_>) -> &'static str {
    let sent = match uri.scheme_str() {
        Some("https") => "https",
        _ => "http",
    };
    forwarded.scheme.unwrap_or(sent)
}

/// The host that the client has asked for, by the word of a proxy; else `:authority`, an absolute target
/// or `Host`.
fn push_asked_server(
    attributes: &mut Vec<KeyValue>,
    uri: &Uri,
    headers: &HeaderMap,
    forwarded: &Forwarded<'_>,
) {
    let told = match &forwarded.host {
        Some(host) => Some(&**host),
        None if uri.authority().is_none() => headers.get(HOST).and_then(|host| host.to_str().ok()),
        None => None,
    };
    if let Some((host, port)) = told.and_then(plain_host) {
        push_server(attributes, host, port);
        return;
    }
    let told = told.and_then(|host| host.parse::<Authority>().ok());
    if let Some(authority) = told.as_ref().or(uri.authority()) {
        push_server(attributes, authority.host(), authority.port_u16());
    }
}

fn push_peer(attributes: &mut Vec<KeyValue>, peer: SocketAddr, forwarded: &Forwarded<'_>) {
    let address = peer.ip().to_string();
    let client = match forwarded.client {
        Some(client) => client.to_string(),
        None => address.clone(),
    };
    attributes.push(KeyValue::new(CLIENT_ADDRESS, client));
    attributes.push(KeyValue::new(NETWORK_PEER_ADDRESS, address));
    attributes.push(KeyValue::new(NETWORK_PEER_PORT, i64::from(peer.port())));
}
