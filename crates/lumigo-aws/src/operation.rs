//! Which operation of which service is called.

use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_types::config_bag::ConfigBag;
use aws_types::region::Region;
use lumigo_core::Known;
use lumigo_core::attributes::{AWS_REGION, AWS_SERVICE, REGION};
use opentelemetry::{KeyValue, StringValue};
use opentelemetry_semantic_conventions::attribute::{CLOUD_REGION, RPC_METHOD};
#[expect(
    deprecated,
    reason = "the names that the Python distribution has for an operation"
)]
use opentelemetry_semantic_conventions::attribute::{HTTP_METHOD, RPC_SERVICE, RPC_SYSTEM};
use std::borrow::Cow;
use std::sync::Arc;

/// `rpc.system` of every call to AWS.
const AWS_API: &str = "aws-api";

static OPERATIONS: Known<Arc<Operation>> = Known::new();
static SPAN_NAMES: Known = Known::new();

/// An operation, and the region it goes to.
#[derive(Debug)]
pub(crate) struct Operation {
    service: StringValue,
    method: StringValue,
    region: Option<StringValue>,
    span_name: Cow<'static, str>,
    attributes: Vec<KeyValue>,
}

impl Operation {
    /// What the configuration of a call says; `None` where no operation of a service is called.
    pub(crate) fn of(cfg: &ConfigBag) -> Option<Arc<Self>> {
        let metadata = cfg.load::<Metadata>()?;
        let region = cfg.load::<Region>().map(Region::as_ref);
        let (service, name) = (metadata.service(), metadata.name());
        let parts = [service, ".", name, " ", region.unwrap_or_default()];
        let operation = OPERATIONS.get(parts, || Arc::new(Self::new(service, name, region)));
        Some(operation.into_owned())
    }

    #[expect(
        deprecated,
        reason = "the names that the Python distribution has for an operation"
    )]
    fn new(service: &str, name: &str, region: Option<&str>) -> Self {
        let [service, method] = [service, name].map(kept);
        let region = region.map(kept);
        let mut attributes = vec![
            KeyValue::new(RPC_SYSTEM, AWS_API),
            KeyValue::new(RPC_SERVICE, service.clone()),
            KeyValue::new(RPC_METHOD, method.clone()),
            KeyValue::new(HTTP_METHOD, method.clone()),
            KeyValue::new(AWS_SERVICE, kept(&service.as_str().to_ascii_lowercase())),
        ];
        if let Some(region) = &region {
            attributes.extend([
                KeyValue::new(CLOUD_REGION, region.clone()),
                KeyValue::new(AWS_REGION, region.clone()),
                KeyValue::new(REGION, region.clone()),
            ]);
        }
        Self {
            span_name: known_name(&SPAN_NAMES, [service.as_str(), ".", method.as_str()]),
            service,
            method,
            region,
            attributes,
        }
    }

    /// The service's name, such as `SQS` or `Secrets Manager`.
    pub(crate) fn service(&self) -> &str {
        self.service.as_str()
    }

    /// The operation's name, such as `SendMessage`.
    pub(crate) fn name(&self) -> &str {
        self.method.as_str()
    }

    /// The same for an attribute.
    pub(crate) fn method(&self) -> StringValue {
        self.method.clone()
    }

    /// The region's name, such as `eu-central-1`.
    pub(crate) fn region(&self) -> Option<&str> {
        self.region.as_ref().map(StringValue::as_str)
    }

    /// The name of its span.
    pub(crate) fn span_name(&self) -> Cow<'static, str> {
        self.span_name.clone()
    }

    /// Adds what is known of every call to it.
    pub(crate) fn push_attributes(&self, attributes: &mut Vec<KeyValue>) {
        attributes.extend_from_slice(&self.attributes);
    }
}

/// The text of these parts as the name of a span, which is its own copy only when it is seldom asked for.
pub(crate) fn known_name<const N: usize>(
    names: &'static Known,
    parts: [&str; N],
) -> Cow<'static, str> {
    let known = names.text(parts).map(Cow::Borrowed);
    known.unwrap_or_else(|| parts.concat().into())
}

/// A text that comes with many calls.
pub(crate) fn kept(text: &str) -> StringValue {
    static TEXTS: Known = Known::new();
    let known = TEXTS.text([text]).map(StringValue::from);
    known.unwrap_or_else(|| shared(text))
}

/// A text for several attributes.
pub(crate) fn shared(text: &str) -> StringValue {
    StringValue::from(Arc::<str>::from(text))
}
