//! A request that goes out, as a span: its name, attributes and headers.

use super::Exchange;
use super::grpc::Grpc;
use super::measured::Measured;
use super::observation::Observation;
use super::older_names::push_older_names;
use super::semantics::{push_method, push_server, span_name_method};
use super::side::Side;
use crate::{ActiveCore, Endpoint};
use http::{HeaderMap, Method};
use opentelemetry::trace::SpanBuilder;
use opentelemetry::{Context, KeyValue};
use opentelemetry_semantic_conventions::attribute::{HTTP_REQUEST_RESEND_COUNT, URL_FULL};
use std::sync::Arc;

/// Room for the attributes of most requests and their responses.
const ATTRIBUTES: usize = 16;

/// A request that is about to be sent.
#[derive(Clone, Copy, Debug)]
pub struct ClientRequest<'a> {
    method: &'a Method,
    url: &'a str,
    path: &'a str,
    server: Option<(&'a str, Option<u16>)>,
    resend_count: u32,
}

impl<'a> ClientRequest<'a> {
    /// A request to this URL as it is sent, of which this is the path.
    #[must_use]
    pub fn new(method: &'a Method, url: &'a str, path: &'a str) -> Self {
        Self {
            method,
            url,
            path,
            server: None,
            resend_count: 0,
        }
    }

    /// The host of the URL and its port, which is the scheme's when the URL names none. Without a host
    /// the URL is no whole one, and the span tells none.
    #[must_use]
    pub fn with_server(self, host: Option<&'a str>, port: Option<u16>) -> Self {
        let server = host.map(|host| (host, port));
        Self { server, ..self }
    }

    /// How many times the same request was sent before.
    #[must_use]
    pub fn with_resend_count(self, resend_count: u32) -> Self {
        Self {
            resend_count,
            ..self
        }
    }

    fn attributes(&self, core: &ActiveCore) -> Vec<KeyValue> {
        let mut attributes = Vec::with_capacity(ATTRIBUTES);
        push_method(&mut attributes, self.method);
        if let Some((host, port)) = self.server {
            let url = core.mask_url(self.url).into_owned();
            attributes.push(KeyValue::new(URL_FULL, url));
            push_server(&mut attributes, host, port);
        }
        if self.resend_count > 0 {
            let count = i64::from(self.resend_count);
            attributes.push(KeyValue::new(HTTP_REQUEST_RESEND_COUNT, count));
        }
        attributes
    }

    /// What metrics tell requests apart by, as far as it is known at the start.
    fn measured(&self) -> Vec<KeyValue> {
        let mut attributes = Vec::with_capacity(ATTRIBUTES);
        push_method(&mut attributes, self.method);
        if let Some((host, port)) = self.server {
            push_server(&mut attributes, host, port);
        }
        attributes
    }
}

impl Exchange {
    /// Starts the span of a request that goes out, as a child of what is current, and passes its context
    /// on in the headers. `None` when the request goes to where spans go.
    pub fn client(
        core: Arc<ActiveCore>,
        request: ClientRequest<'_>,
        headers: &mut HeaderMap,
    ) -> Option<Self> {
        if let Some((host, Some(port))) = request.server {
            if core.exports_to(host, port) {
                return None;
            }
        }
        let grpc = Grpc::of(request.method, request.path, headers);
        let span = core.start_span(Context::current(), Endpoint::Client(request.url), || {
            let mut attributes = request.attributes(&core);
            if core.has_older_http_names() {
                push_older_names(Side::Client, &mut attributes);
            }
            if grpc.is_some() {
                attributes.push(Grpc::system());
            }
            SpanBuilder::from_name(span_name_method(request.method)).with_attributes(attributes)
        });
        core.inject(span.context(), headers);
        let measured = Measured::start(&core, Side::Client, || request.measured());
        let watch = |observation: &mut Observation| {
            observation.grpc = grpc;
            observation.set_request_headers(headers);
            // The caller's own, so it is no stranger's.
            observation.name_call();
        };
        let exchange = Self::of(core, Side::Client, span, measured, request.method, watch);
        Some(exchange)
    }
}
