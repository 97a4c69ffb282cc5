//! Where a request really goes.

#[cfg(any(feature = "eventbridge", feature = "sns", feature = "sqs"))]
use crate::operation::Operation;
use crate::operation::shared;
#[cfg(any(feature = "eventbridge", feature = "sns", feature = "sqs"))]
use aws_smithy_types::config_bag::ConfigBag;
#[cfg(any(feature = "eventbridge", feature = "sns", feature = "sqs"))]
use aws_types::endpoint_config::EndpointUrl;
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

/// Where requests of an operation will go, as far as that is known before the endpoint is resolved.
#[cfg(any(feature = "eventbridge", feature = "sns", feature = "sqs"))]
pub(crate) fn expected(operation: &Operation, cfg: &ConfigBag) -> String {
    if let Some(EndpointUrl(url)) = cfg.load::<EndpointUrl>() {
        return url.clone();
    }
    // What the SDK's endpoints of these services begin with.
    let prefix = match operation.service() {
        "EventBridge" => "https://events.",
        "SNS" => "https://sns.",
        _ => "https://sqs.",
    };
    [
        prefix,
        operation.region().unwrap_or_default(),
        ".amazonaws.com",
    ]
    .concat()
}
