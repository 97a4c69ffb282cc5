use super::topic::last_part;
use crate::endpoint::may_hold_secrets;
use crate::operation::kept;
use lumigo_core::attributes::{
    AWS_QUEUE_URL, AWS_RESOURCE_NAME, MESSAGING_DESTINATION, MESSAGING_URL,
};
use lumigo_core::{ActiveCore, Known};
use opentelemetry::{KeyValue, StringValue};
use opentelemetry_semantic_conventions::attribute::{
    AWS_SQS_QUEUE_URL, MESSAGING_DESTINATION_NAME, MESSAGING_SYSTEM,
};
use std::sync::Arc;

static QUEUES: Known<Arc<Queue>> = Known::new();

/// A queue, as operations name it.
#[derive(Debug)]
pub(crate) struct Queue {
    #[cfg_attr(
        not(feature = "sqs"),
        expect(dead_code, reason = "read for the feature")
    )]
    name: StringValue,
    attributes: Vec<KeyValue>,
}

impl Queue {
    /// The one with this URL or name.
    pub(crate) fn of(core: &ActiveCore, url: &str) -> Arc<Self> {
        let make = || Arc::new(Self::new(core, url));
        if may_hold_secrets(url) {
            return make();
        }
        QUEUES.get([url], make).into_owned()
    }

    fn new(core: &ActiveCore, url: &str) -> Self {
        let masked = core.mask_url(url);
        let name = kept(last_part(&masked));
        let mut attributes = vec![
            KeyValue::new(MESSAGING_SYSTEM, "aws_sqs"),
            KeyValue::new(AWS_RESOURCE_NAME, name.clone()),
            KeyValue::new(MESSAGING_DESTINATION_NAME, name.clone()),
            KeyValue::new(MESSAGING_DESTINATION, name.clone()),
        ];
        if masked.contains("://") {
            let url = kept(&masked);
            attributes.extend([
                KeyValue::new(AWS_QUEUE_URL, url.clone()),
                KeyValue::new(AWS_SQS_QUEUE_URL, url.clone()),
                KeyValue::new(MESSAGING_URL, url),
            ]);
        }
        Self { name, attributes }
    }

    /// Its name.
    #[cfg(feature = "sqs")]
    pub(crate) fn name(&self) -> StringValue {
        self.name.clone()
    }

    /// What is known of it.
    pub(crate) fn attributes(&self) -> &[KeyValue] {
        &self.attributes
    }
}
