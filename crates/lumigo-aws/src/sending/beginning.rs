use super::Sent;
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
use std::borrow::Cow;
use std::mem;
use std::sync::Arc;

/// What is known of a call when it begins.
#[derive(Debug)]
pub(crate) struct Beginning<'a> {
    pub(crate) core: &'a Arc<ActiveCore>,
    operation: &'a Operation,
    cfg: &'a ConfigBag,
    attributes: &'a mut Vec<KeyValue>,
}

impl<'a> Beginning<'a> {
    pub(crate) fn new(
        core: &'a Arc<ActiveCore>,
        operation: &'a Operation,
        cfg: &'a ConfigBag,
        attributes: &'a mut Vec<KeyValue>,
    ) -> Self {
        Self {
            core,
            operation,
            cfg,
            attributes,
        }
    }

    /// Starts the span of a call that sends, and writes contexts into its messages. `None` when it sends none.
    pub(crate) fn send(&mut self, input: &mut Input) -> Option<(ActiveSpan, Sent)> {
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

    /// Starts the span of the call, which goes to this URL, if it names one.
    pub(crate) fn start(&mut self, url: Option<&str>) -> ActiveSpan {
        let url = url.map_or_else(|| expected(self.operation, self.cfg).into(), Cow::Borrowed);
        let Self {
            operation,
            attributes,
            ..
        } = self;
        let endpoint = Endpoint::Producer(&url);
        self.core.start_span(Context::current(), endpoint, || {
            attributes.extend([
                KeyValue::new(MESSAGING_OPERATION_TYPE, "send"),
                KeyValue::new(MESSAGING_OPERATION_NAME, "send"),
            ]);
            SpanBuilder::from_name(operation.span_name()).with_attributes(mem::take(*attributes))
        })
    }
}
