//! Where a request really goes.

use crate::operation::kept;
#[cfg(any(feature = "eventbridge", feature = "sns", feature = "sqs"))]
use crate::operation::{Operation, known_name};
#[cfg(any(feature = "eventbridge", feature = "sns", feature = "sqs"))]
use aws_smithy_types::config_bag::ConfigBag;
#[cfg(any(feature = "eventbridge", feature = "sns", feature = "sqs"))]
use aws_types::endpoint_config::EndpointUrl;
use http::Uri;
use lumigo_core::{ActiveCore, Known};
use opentelemetry::KeyValue;
#[expect(
    deprecated,
    reason = "the name that the Python distribution has for the endpoint"
)]
use opentelemetry_semantic_conventions::attribute::HTTP_URL;
use opentelemetry_semantic_conventions::attribute::{SERVER_ADDRESS, SERVER_PORT};
#[cfg(any(feature = "eventbridge", feature = "sns", feature = "sqs"))]
use std::borrow::Cow;
use std::sync::Arc;

#[cfg(any(feature = "eventbridge", feature = "sns", feature = "sqs"))]
static EXPECTED: Known = Known::new();
static TARGETS: Known<Arc<Target>> = Known::new();

/// The endpoint that requests go to.
#[derive(Debug)]
pub(crate) struct Target {
    url: Box<str>,
    attributes: Vec<KeyValue>,
}

impl Target {
    /// The one with this URL.
    pub(crate) fn of(core: &ActiveCore, url: &str) -> Arc<Self> {
        let make = || Arc::new(Self::new(core, url));
        if may_hold_secrets(url) {
            return make();
        }
        TARGETS.get([url], make).into_owned()
    }

    #[expect(
        deprecated,
        reason = "the name that the Python distribution has for the endpoint"
    )]
    fn new(core: &ActiveCore, url: &str) -> Self {
        let mut attributes = vec![KeyValue::new(HTTP_URL, kept(&core.mask_url(url)))];
        if let Ok(url) = url.parse::<Uri>() {
            push_server(&url, &mut attributes);
        }
        Self {
            url: url.into(),
            attributes,
        }
    }

    /// Its URL, as it is.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Adds its URL, host and port.
    pub(crate) fn push_attributes(&self, attributes: &mut Vec<KeyValue>) {
        attributes.extend_from_slice(&self.attributes);
    }
}

fn push_server(url: &Uri, attributes: &mut Vec<KeyValue>) {
    let Some(host) = url.host() else {
        return;
    };
    attributes.push(KeyValue::new(SERVER_ADDRESS, kept(host)));
    let port = url.port_u16().or(match url.scheme_str() {
        Some("https") => Some(443),
        Some("http") => Some(80),
        _ => None,
    });
    if let Some(port) = port {
        attributes.push(KeyValue::new(SERVER_PORT, i64::from(port)));
    }
}

/// Whether a URL may have credentials or parameters: it is not kept, and is masked as each distribution
/// wants it.
pub(crate) fn may_hold_secrets(url: &str) -> bool {
    let is_special = |byte: u8| matches!(byte, b'@' | b'?' | b'#');
    // Without an end in the middle it is done many bytes at once.
    url.bytes().fold(false, |any, byte| any | is_special(byte))
}

/// Where requests of an operation will go, as far as that is known before the endpoint is resolved.
#[cfg(any(feature = "eventbridge", feature = "sns", feature = "sqs"))]
pub(crate) fn expected<'a>(operation: &Operation, cfg: &'a ConfigBag) -> Cow<'a, str> {
    if let Some(EndpointUrl(url)) = cfg.load::<EndpointUrl>() {
        return url.into();
    }
    // What the SDK's endpoints of these services begin with.
    let prefix = match operation.service() {
        "EventBridge" => "https://events.",
        "SNS" => "https://sns.",
        _ => "https://sqs.",
    };
    let region = operation.region().unwrap_or_default();
    let end = if region.starts_with("cn-") {
        ".amazonaws.com.cn"
    } else {
        ".amazonaws.com"
    };
    known_name(&EXPECTED, [prefix, region, end])
}
