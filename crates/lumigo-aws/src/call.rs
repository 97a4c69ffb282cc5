//! A call under way, and how it ends.

use crate::endpoint::push_endpoint;
use crate::error_type::error_type;
use crate::messages::Messages;
use crate::operation::Operation;
use crate::request::push_request;
use crate::response::push_response;
use aws_smithy_runtime_api::client::interceptors::context::{
    FinalizerInterceptorContextRef, Input, Output,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::retries::RequestAttempts;
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};
use aws_smithy_types::endpoint::Endpoint as AwsEndpoint;
use lumigo_core::attributes::RETRY_ATTEMPTS;
use lumigo_core::{ActiveCore, ActiveSpan, Endpoint};
use opentelemetry::time::now;
use opentelemetry::trace::{Link, SpanBuilder};
use opentelemetry::{Context, KeyValue};
use opentelemetry_semantic_conventions::attribute::HTTP_REQUEST_RESEND_COUNT;
use std::sync::Arc;
use std::time::SystemTime;

/// Room for the attributes of most calls.
const ATTRIBUTES: usize = 32;

/// The call in the bag of its configuration, until it has ended. A bag that is dropped before that is a
/// call that was given up.
#[derive(Debug)]
pub(crate) struct OpenCall(Option<Box<Call>>);

impl Storable for OpenCall {
    type Storer = StoreReplace<Self>;
}

impl OpenCall {
    pub(crate) fn new(call: Call) -> Self {
        Self(Some(Box::new(call)))
    }

    pub(crate) fn get_mut(&mut self) -> Option<&mut Call> {
        self.0.as_deref_mut()
    }

    pub(crate) fn take(&mut self) -> Option<Box<Call>> {
        self.0.take()
    }

    pub(crate) fn put_back(&mut self, call: Box<Call>) {
        self.0 = Some(call);
    }
}

impl Drop for OpenCall {
    fn drop(&mut self) {
        if let Some(call) = self.0.take() {
            call.give_up();
        }
    }
}

/// What is learnt of a call on its way.
#[derive(Debug)]
pub(crate) struct Call {
    core: Arc<ActiveCore>,
    operation: Operation,
    span: CallSpan,
    attributes: Vec<KeyValue>,
    /// Where requests go, once that is known.
    endpoint: Option<String>,
    messages: Messages,
}

impl Call {
    /// Begins to watch; `None` when nobody wants to know.
    pub(crate) fn begin(core: Arc<ActiveCore>, input: &mut Input, cfg: &ConfigBag) -> Option<Self> {
        let operation = Operation::of(cfg)?;
        let mut attributes = Vec::with_capacity(ATTRIBUTES);
        operation.push_attributes(&mut attributes);
        let (span, messages) = Messages::begin(&core, &operation, input, cfg, &mut attributes)?;
        Some(Self {
            core,
            operation,
            span,
            attributes,
            endpoint: None,
            messages,
        })
    }

    /// Takes what the first request tells.
    pub(crate) fn transmit(&mut self, request: &HttpRequest, cfg: &ConfigBag) {
        let endpoint = cfg.load::<AwsEndpoint>();
        let Some(endpoint) = endpoint.filter(|_| self.endpoint.is_none()) else {
            return;
        };
        let (core, attributes) = (&self.core, &mut self.attributes);
        push_endpoint(core, endpoint.url(), attributes);
        push_request(core, &self.operation, request, cfg, attributes);
        self.endpoint = Some(endpoint.url().to_owned());
    }

    /// Takes off the output what the caller has not asked for.
    pub(crate) fn tidy(&mut self, output: &mut Output) {
        self.messages.tidy(&self.core, output);
    }

    /// Takes the outcome, and ends the span.
    pub(crate) fn end(mut self, context: &FinalizerInterceptorContextRef<'_>, cfg: &ConfigBag) {
        let Some(outcome) = context.output_or_error() else {
            // The request was only signed, for somebody else to send.
            return;
        };
        let (response, output) = (context.response(), outcome.ok());
        if output.is_some_and(|output| self.messages.is_filtered(&self.core, output)) {
            return;
        }
        if let Some(response) = response {
            let attributes = &mut self.attributes;
            push_response(&self.core, &self.operation, response, cfg, attributes);
        }
        push_attempts(cfg, &mut self.attributes);
        let links = self
            .messages
            .end(&self.core, response, output, &mut self.attributes);
        let error_type = outcome.err().map(|error| error_type(error, response));
        let (core, mut span, messages) = self.into_span(links);
        if let Some(error_type) = &error_type {
            span.set_error(error_type.clone());
        }
        messages.settle(&core, output, error_type.as_deref(), &mut span);
        span.finish();
    }

    /// The caller waits no longer.
    fn give_up(self) {
        if !self.messages.may_be_given_up() {
            // As they are dropped without an outcome, spans tell that they were cancelled.
            drop(self.into_span(Vec::new()));
        }
    }

    /// The span with all that is known.
    fn into_span(self, links: Vec<Link>) -> (Arc<ActiveCore>, ActiveSpan, Messages) {
        let Self {
            core,
            operation,
            span,
            attributes,
            endpoint,
            messages,
        } = self;
        let span = match span {
            CallSpan::AtEnd { parent, start } => {
                let endpoint = endpoint.as_deref().unwrap_or_default();
                core.start_span(parent, Endpoint::Client(endpoint), || {
                    SpanBuilder::from_name(operation.span_name())
                        .with_start_time(start)
                        .with_attributes(attributes)
                        .with_links(links)
                })
            }
            #[cfg(any(feature = "eventbridge", feature = "sns", feature = "sqs"))]
            CallSpan::Started(span) => {
                let attributes = attributes.into_iter();
                attributes.for_each(|attribute| span.set_attribute(attribute));
                span
            }
        };
        (core, span, messages)
    }
}

fn push_attempts(cfg: &ConfigBag, attributes: &mut Vec<KeyValue>) {
    let attempts = cfg.load::<RequestAttempts>();
    let attempts = attempts.map_or(0, RequestAttempts::attempts);
    let again = i64::from(attempts.saturating_sub(1));
    attributes.push(KeyValue::new(RETRY_ATTEMPTS, again));
    if again > 0 {
        attributes.push(KeyValue::new(HTTP_REQUEST_RESEND_COUNT, again));
    }
}

/// The span of a call.
#[derive(Debug)]
pub(crate) enum CallSpan {
    /// Nothing needs it before the end: it is started then, with all that is known.
    AtEnd { parent: Context, start: SystemTime },
    /// Its context travels with what is sent.
    #[cfg(any(feature = "eventbridge", feature = "sns", feature = "sqs"))]
    Started(ActiveSpan),
}

impl CallSpan {
    /// Of a call that begins now.
    pub(crate) fn at_end(parent: Context) -> Self {
        Self::AtEnd {
            parent,
            start: now(),
        }
    }
}
