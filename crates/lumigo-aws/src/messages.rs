//! The messages that a call sends or receives.

#[cfg(any(feature = "eventbridge", feature = "sns", feature = "sqs"))]
use crate::sending::{Beginning, Sent};

use crate::call::CallSpan;
use crate::operation::Operation;
use aws_smithy_runtime_api::client::interceptors::context::{Input, Output};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::config_bag::ConfigBag;
use lumigo_core::{ActiveCore, ActiveSpan};
use opentelemetry::trace::Link;
use opentelemetry::{Context, KeyValue};
use std::sync::Arc;

/// What a call carries besides its own span.
#[derive(Debug)]
pub(crate) enum Messages {
    None,
    #[cfg(any(feature = "eventbridge", feature = "sns", feature = "sqs"))]
    Sent(Sent),
    #[cfg(feature = "sqs")]
    Received(Box<crate::sqs::Received>),
}

impl Messages {
    /// Begins a call, and writes its context into what it sends. `None` when nobody wants to know.
    pub(crate) fn begin(
        core: &Arc<ActiveCore>,
        operation: &Operation,
        input: &mut Input,
        cfg: &ConfigBag,
    ) -> Option<(CallSpan, Self)> {
        let parent = Context::current();
        #[cfg(feature = "sqs")]
        if let ("SQS", "ReceiveMessage") = (operation.service(), operation.name()) {
            let received = crate::sqs::Received::begin(core, input.downcast_mut()?, cfg);
            return Some((CallSpan::at_end(parent), Self::Received(Box::new(received))));
        }
        #[cfg(any(feature = "eventbridge", feature = "sns", feature = "sqs"))]
        if let Some((span, sent)) = Beginning::new(core, operation, cfg).send(input) {
            return Some((CallSpan::Started(span), Self::Sent(sent)));
        }
        let _ = (operation, input, cfg);
        let is_wanted = !core.records_nothing(&parent);
        is_wanted.then(|| (CallSpan::at_end(parent), Self::None))
    }

    /// Takes off the output what only we have asked for.
    pub(crate) fn tidy(&mut self, core: &ActiveCore, output: &mut Output) {
        #[cfg(feature = "sqs")]
        match self {
            Self::None => {}
            Self::Sent(sent) => crate::sqs::tidy(&mut sent.digests, output),
            Self::Received(received) => {
                if let Some(output) = output.downcast_mut() {
                    received.tidy(core, output);
                }
            }
        }
        let _ = (core, output);
    }

    /// Whether [`is_filtered`](Self::is_filtered) may be found.
    pub(crate) fn may_be_filtered(&self, core: &ActiveCore) -> bool {
        #[cfg(feature = "sqs")]
        if let Self::Received(_) = self {
            return core.filters_empty_polls();
        }
        let _ = core;
        false
    }

    /// Whether the call has succeeded in receiving nothing, which shall not be told.
    pub(crate) fn is_filtered(&self, core: &ActiveCore, output: &Output) -> bool {
        #[cfg(feature = "sqs")]
        if let Self::Received(_) = self {
            return crate::sqs::Received::is_empty_poll(core, output);
        }
        let _ = (core, output);
        false
    }

    /// Whether it is known where they go or come from, without a look at the request.
    pub(crate) fn are_named(&self) -> bool {
        match self {
            Self::None => false,
            #[cfg(any(feature = "eventbridge", feature = "sns", feature = "sqs"))]
            Self::Sent(sent) => sent.is_named(),
            #[cfg(feature = "sqs")]
            Self::Received(received) => received.is_named(),
        }
    }

    /// Adds what is known at the end, and gives the links to where received messages come from.
    pub(crate) fn end(
        &self,
        core: &ActiveCore,
        response: Option<&HttpResponse>,
        output: Option<&Output>,
        attributes: &mut Vec<KeyValue>,
    ) -> Vec<Link> {
        #[cfg(feature = "sqs")]
        if let Self::Received(received) = self {
            return received.end(core, response, output, attributes);
        }
        let _ = (core, response, output, attributes);
        Vec::new()
    }

    /// The call's span has all that is known of the call.
    pub(crate) fn settle(
        self,
        core: &Arc<ActiveCore>,
        output: Option<&Output>,
        error_type: Option<&str>,
        span: &mut ActiveSpan,
    ) {
        match self {
            #[cfg(feature = "sqs")]
            Self::None => output
                .into_iter()
                .for_each(|output| crate::sqs::refused::settle(output, span)),
            #[cfg(not(feature = "sqs"))]
            Self::None => {}
            #[cfg(any(feature = "eventbridge", feature = "sns", feature = "sqs"))]
            Self::Sent(sent) => sent.settle(output, error_type, span),
            #[cfg(feature = "sqs")]
            Self::Received(received) => received.settle(core, span.context()),
        }
        let _ = (core, output, error_type, span);
    }
}
