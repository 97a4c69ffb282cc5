use super::topic::last_part;
use crate::endpoint::may_hold_secrets;
use crate::operation::shared;
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
    #[cfg(any(feature = "eventbridge", feature = "sns", feature = "sqs"))]
    url: Box<str>,
    #[cfg(feature = "sqs")]
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
        let name = shared(last_part(&masked));
        let mut attributes = vec![
            KeyValue::new(MESSAGING_SYSTEM, "aws_sqs"),
            KeyValue::new(AWS_RESOURCE_NAME, name.clone()),
            KeyValue::new(MESSAGING_DESTINATION_NAME, name.clone()),
            KeyValue::new(MESSAGING_DESTINATION, name.clone()),
        ];
        if url.contains("://") {
            let url = shared(&masked);
            attributes.extend([
                KeyValue::new(AWS_QUEUE_URL, url.clone()),
                KeyValue::new(AWS_SQS_QUEUE_URL, url.clone()),
                KeyValue::new(MESSAGING_URL, url),
            ]);
        }
        Self {
            #[cfg(any(feature = "eventbridge", feature = "sns", feature = "sqs"))]
            url: url.into(),
            #[cfg(feature = "sqs")]
            name,
            attributes,
        }
    }

    /// Its URL or name, as the call gives it.
    #[cfg(any(feature = "eventbridge", feature = "sns", feature = "sqs"))]
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Its name.
    #[cfg(feature = "sqs")]
    pub(crate) fn name(&self) -> StringValue {
        self.name.clone()
    }

    /// Adds what is known of it.
    pub(crate) fn push_attributes(&self, attributes: &mut Vec<KeyValue>) {
        attributes.extend_from_slice(&self.attributes);
    }
}
