//! Where a request really goes.

use crate::operation::shared;
use http::Uri;
use lumigo_core::ActiveCore;
use opentelemetry::KeyValue;
#[expect(
    deprecated,
    reason = "the name that the Python distribution has for the endpoint"
)]
use opentelemetry_semantic_conventions::attribute::HTTP_URL;
use opentelemetry_semantic_conventions::attribute::{SERVER_ADDRESS, SERVER_PORT};

/// Adds the endpoint's URL, host and port.
#[expect(
    deprecated,
    reason = "the name that the Python distribution has for the endpoint"
)]
pub(crate) fn push_endpoint(core: &ActiveCore, url: &str, attributes: &mut Vec<KeyValue>) {
    attributes.push(KeyValue::new(HTTP_URL, shared(&core.mask_url(url))));
    let Ok(url) = url.parse::<Uri>() else {
        return;
    };
    let Some(host) = url.host() else {
        return;
    };
    attributes.push(KeyValue::new(SERVER_ADDRESS, shared(host)));
    let port = url.port_u16().or(match url.scheme_str() {
        Some("https") => Some(443),
        Some("http") => Some(80),
        _ => None,
    });
    if let Some(port) = port {
        attributes.push(KeyValue::new(SERVER_PORT, i64::from(port)));
    }
}
