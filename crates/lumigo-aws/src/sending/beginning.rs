use super::Sent;
use crate::call::ATTRIBUTES;
use crate::endpoint::expected;
use crate::operation::Operation;
use aws_smithy_runtime_api::client::interceptors::context::Input;
use aws_smithy_types::config_bag::ConfigBag;
use lumigo_core::{ActiveCore, ActiveSpan, Endpoint};
use opentelemetry::trace::SpanBuilder;
use opentelemetry::{Context, KeyValue};
use opentelemetry_semantic_conventions::attribute::{
    MESSAGING_OPERATION_NAME, MESSAGING_OPERATION_TYPE,
};
use std::sync::Arc;

/// What is known of a call when it begins.
#[derive(Debug)]
pub(crate) struct Beginning<'a> {
    pub(crate) core: &'a Arc<ActiveCore>,
    operation: &'a Operation,
    cfg: &'a ConfigBag,
}

impl<'a> Beginning<'a> {
    pub(crate) fn new(
        core: &'a Arc<ActiveCore>,
        operation: &'a Operation,
        cfg: &'a ConfigBag,
    ) -> Self {
        Self {
            core,
            operation,
            cfg,
        }
    }

    /// Starts the span of a call that sends, and writes contexts into its messages. `None` when it sends none.
    pub(crate) fn send(&self, input: &mut Input) -> Option<(ActiveSpan, Sent)> {
        Some(match (self.operation.service(), self.operation.name()) {
            #[cfg(feature = "sqs")]
            ("SQS", "SendMessage") => crate::sqs::send(self, input.downcast_mut()?),
            #[cfg(feature = "sqs")]
            ("SQS", "SendMessageBatch") => crate::sqs::send_batch(self, input.downcast_mut()?),
            #[cfg(feature = "sns")]
            ("SNS", "Publish") => crate::sns::publish(self, input.downcast_mut()?),
            #[cfg(feature = "sns")]
            ("SNS", "PublishBatch") => crate::sns::publish_batch(self, input.downcast_mut()?),
            #[cfg(feature = "eventbridge")]
            ("EventBridge", "PutEvents") => {
                crate::eventbridge::put_events(self, input.downcast_mut()?)
            }
            _ => return None,
        })
    }

    /// Starts the span of the call, of which this is known besides.
    pub(crate) fn start(&self, known: &[KeyValue]) -> ActiveSpan {
        let (core, operation) = (self.core, self.operation);
        let url = expected(operation, self.cfg);
        core.start_span(Context::current(), Endpoint::Producer(&url), || {
            let mut attributes = Vec::with_capacity(ATTRIBUTES);
            operation.push_attributes(&mut attributes);
            attributes.extend([
                KeyValue::new(MESSAGING_OPERATION_TYPE, "send"),
                KeyValue::new(MESSAGING_OPERATION_NAME, "send"),
            ]);
            attributes.extend_from_slice(known);
            SpanBuilder::from_name(operation.span_name()).with_attributes(attributes)
        })
    }
}
