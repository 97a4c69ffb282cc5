//! Which operation of which service is called.

use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_types::config_bag::ConfigBag;
use aws_types::region::Region;
use lumigo_core::attributes::{AWS_REGION, AWS_SERVICE, REGION};
use opentelemetry::{KeyValue, StringValue};
use opentelemetry_semantic_conventions::attribute::{CLOUD_REGION, RPC_METHOD};
#[expect(
    deprecated,
    reason = "the names that the Python distribution has for an operation"
)]
use opentelemetry_semantic_conventions::attribute::{HTTP_METHOD, RPC_SERVICE, RPC_SYSTEM};
use std::sync::Arc;

/// `rpc.system` of every call to AWS.
const AWS_API: &str = "aws-api";

/// An operation, and the region it goes to.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    metadata: Metadata,
    region: Option<Region>,
}

impl Operation {
    /// What the configuration of a call says; `None` where no operation of a service is called.
    pub(crate) fn of(cfg: &ConfigBag) -> Option<Self> {
        Some(Self {
            metadata: cfg.load::<Metadata>()?.clone(),
            region: cfg.load::<Region>().cloned(),
        })
    }

    /// The service's name, such as `SQS` or `Secrets Manager`.
    pub(crate) fn service(&self) -> &str {
        self.metadata.service()
    }

    /// The operation's name, such as `SendMessage`.
    pub(crate) fn name(&self) -> &str {
        self.metadata.name()
    }

    /// The region's name, such as `eu-central-1`.
    pub(crate) fn region(&self) -> Option<&str> {
        self.region.as_ref().map(Region::as_ref)
    }

    /// The name of its span.
    pub(crate) fn span_name(&self) -> String {
        let parts = [self.service(), ".", self.name()];
        parts.concat()
    }

    /// Adds what is known of every call to it.
    #[expect(
        deprecated,
        reason = "the names that the Python distribution has for an operation"
    )]
    pub(crate) fn push_attributes(&self, attributes: &mut Vec<KeyValue>) {
        let method = shared(self.name());
        attributes.extend([
            KeyValue::new(RPC_SYSTEM, AWS_API),
            KeyValue::new(RPC_SERVICE, shared(self.service())),
            KeyValue::new(RPC_METHOD, method.clone()),
            KeyValue::new(HTTP_METHOD, method),
            KeyValue::new(AWS_SERVICE, self.service().to_ascii_lowercase()),
        ]);
        if let Some(region) = self.region() {
            let region = shared(region);
            attributes.extend([
                KeyValue::new(CLOUD_REGION, region.clone()),
                KeyValue::new(AWS_REGION, region.clone()),
                KeyValue::new(REGION, region),
            ]);
        }
    }
}

/// A text for several attributes.
pub(crate) fn shared(text: &str) -> StringValue {
    StringValue::from(Arc::<str>::from(text))
}
