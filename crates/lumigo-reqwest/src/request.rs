//! A request as a span: its name, attributes and headers.

use lumigo_core::http_semantics::{push_method, push_server, span_name_method};
use lumigo_core::{ActiveCore, ActiveSpan, Endpoint};
use opentelemetry::trace::SpanBuilder;
use opentelemetry::{Context, KeyValue};
use opentelemetry_semantic_conventions::attribute::URL_FULL;
use reqwest::Request;

/// Room for the attributes of a request and its response.
const ATTRIBUTES: usize = 8;

/// Starts the span and passes its context on. `None` when the request goes to where spans go.
pub(crate) fn start_span(core: &ActiveCore, request: &mut Request) -> Option<ActiveSpan> {
    let url = request.url();
    let address = url.host_str().zip(url.port_or_known_default());
    if address.is_some_and(|(host, port)| core.exports_to(host, port)) {
        return None;
    }
    let span = core.start_span(Context::current(), Endpoint::Client(url.as_str()), || {
        SpanBuilder::from_name(span_name_method(request.method()))
            .with_attributes(attributes(core, request))
    });
    core.inject(span.context(), request.headers_mut());
    Some(span)
}

fn attributes(core: &ActiveCore, request: &Request) -> Vec<KeyValue> {
    let url = request.url();
    let mut attributes = Vec::with_capacity(ATTRIBUTES);
    push_method(&mut attributes, request.method());
    attributes.push(KeyValue::new(
        URL_FULL,
        core.mask_url(url.as_str()).into_owned(),
    ));
    push_server(
        &mut attributes,
        url.host_str().unwrap_or_default(),
        url.port_or_known_default(),
    );
    attributes
}
