//! A call under way, and how it ends.

use crate::endpoint::Target;
use crate::error_type::error_type;
use crate::messages::Messages;
use crate::operation::Operation;
use crate::request::{Payload, push_request};
use crate::response::push_response;
use aws_smithy_runtime_api::client::interceptors::context::{
    FinalizerInterceptorContextRef, Input, Output,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::retries::RequestAttempts;
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};
use aws_smithy_types::endpoint::Endpoint as AwsEndpoint;
use lumigo_core::attributes::RETRY_ATTEMPTS;
use lumigo_core::{ActiveCore, ActiveSpan, Endpoint};
use opentelemetry::time::now;
use opentelemetry::trace::SpanBuilder;
use opentelemetry::{Context, KeyValue};
use opentelemetry_semantic_conventions::attribute::HTTP_REQUEST_RESEND_COUNT;
use std::sync::Arc;
use std::time::SystemTime;

/// Room for the attributes of most calls.
pub(crate) const ATTRIBUTES: usize = 28;

/// Room for those of a span that was started before.
#[cfg(any(feature = "eventbridge", feature = "sns", feature = "sqs"))]
const AT_THE_END: usize = 8;

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
    operation: Arc<Operation>,
    span: CallSpan,
    /// What the first request has told.
    attributes: Vec<KeyValue>,
    /// What it has sent, where that is shown at the end, if at all.
    payload: Option<Payload<'static>>,
    /// Where requests go, once that is known.
    target: Option<Arc<Target>>,
    messages: Messages,
    /// Whether nobody wants to know when it is given up.
    may_be_given_up: bool,
}

impl Call {
    /// Begins to watch; `None` when nobody wants to know.
    pub(crate) fn begin(core: Arc<ActiveCore>, input: &mut Input, cfg: &ConfigBag) -> Option<Self> {
        let operation = Operation::of(cfg)?;
        let (span, messages) = Messages::begin(&core, &operation, input, cfg)?;
        Some(Self {
            core,
            operation,
            span,
            attributes: Vec::new(),
            payload: None,
            target: None,
            messages,
            may_be_given_up: may_be_given_up(cfg),
        })
    }

    /// Takes what the first request tells.
    pub(crate) fn transmit(&mut self, request: &HttpRequest, cfg: &ConfigBag) {
        let endpoint = cfg.load::<AwsEndpoint>();
        let Some(endpoint) = endpoint.filter(|_| self.target.is_none()) else {
            return;
        };
        let (core, operation) = (&self.core, &self.operation);
        self.target = Some(Target::of(core, endpoint.url()));
        if !self.span.is_wanted(core, endpoint.url()) {
            return;
        }
        if !self.messages.are_named() {
            self.attributes.reserve(ATTRIBUTES);
            push_request(core, operation, request, cfg, &mut self.attributes);
        }
        let payload = Payload::of(core, operation, request);
        if self.messages.may_be_filtered(core) {
            self.payload = payload.map(Payload::into_owned);
        } else if let Some(payload) = payload {
            payload.push_attributes(core, operation, &mut self.attributes);
        }
    }

    /// Takes off the output what the caller has not asked for.
    pub(crate) fn tidy(&mut self, output: &mut Output) {
        self.messages.tidy(&self.core, output);
    }

    /// Takes the outcome, and ends the span.
    pub(crate) fn end(self, context: &FinalizerInterceptorContextRef<'_>, cfg: &ConfigBag) {
        let Some(outcome) = context.output_or_error() else {
            // The request was only signed, for somebody else to send.
            return;
        };
        let (response, output) = (context.response(), outcome.ok());
        if output.is_some_and(|output| self.messages.is_filtered(&self.core, output)) {
            return;
        }
        let error_type = outcome.err().map(|error| error_type(error, response));
        let (core, mut span, messages) = self.into_span(Some(Ended {
            response,
            output,
            cfg,
        }));
        if let Some(error_type) = &error_type {
            span.set_error(error_type.clone());
        }
        messages.settle(&core, output, error_type.as_deref(), &mut span);
        span.finish();
    }

    /// The caller waits no longer.
    fn give_up(self) {
        if !self.may_be_given_up {
            // As they are dropped without an outcome, spans tell that they were cancelled.
            drop(self.into_span(None));
        }
    }

    /// The span with all that is known.
    fn into_span(self, ended: Option<Ended<'_>>) -> (Arc<ActiveCore>, ActiveSpan, Messages) {
        let Self {
            core,
            operation,
            span,
            mut attributes,
            payload,
            target,
            messages,
            ..
        } = self;
        let push_rest = |attributes: &mut Vec<KeyValue>| {
            if let Some(target) = &target {
                target.push_attributes(attributes);
            }
            if let Some(ended) = &ended {
                ended.push_attributes(&core, &operation, attributes);
            }
        };
        let span = match span {
            CallSpan::AtEnd { parent, start } => {
                let url = target.as_ref().map_or("", |target| target.url());
                core.start_span(parent, Endpoint::Client(url), || {
                    attributes.reserve(ATTRIBUTES.saturating_sub(attributes.len()));
                    operation.push_attributes(&mut attributes);
                    if let Some(payload) = payload {
                        payload.push_attributes(&core, &operation, &mut attributes);
                    }
                    push_rest(&mut attributes);
                    let (response, output) = ended
                        .as_ref()
                        .map_or((None, None), |ended| (ended.response, ended.output));
                    let links = messages.end(&core, response, output, &mut attributes);
                    SpanBuilder::from_name(operation.span_name())
                        .with_start_time(start)
                        .with_attributes(attributes)
                        .with_links(links)
                })
            }
            #[cfg(any(feature = "eventbridge", feature = "sns", feature = "sqs"))]
            CallSpan::Started(span) => {
                if span.is_recording() {
                    attributes.reserve(AT_THE_END);
                    push_rest(&mut attributes);
                    span.set_attributes(attributes);
                }
                span
            }
        };
        (core, span, messages)
    }
}

/// What there is when a call has ended.
struct Ended<'a> {
    response: Option<&'a HttpResponse>,
    output: Option<&'a Output>,
    cfg: &'a ConfigBag,
}

impl Ended<'_> {
    fn push_attributes(
        &self,
        core: &ActiveCore,
        operation: &Operation,
        attributes: &mut Vec<KeyValue>,
    ) {
        if let Some(response) = self.response {
            push_response(core, operation, response, self.cfg, attributes);
        }
        let attempts = self.cfg.load::<RequestAttempts>();
        let attempts = attempts.map_or(0, RequestAttempts::attempts);
        let again = i64::from(attempts.saturating_sub(1));
        attributes.push(KeyValue::new(RETRY_ATTEMPTS, again));
        if again > 0 {
            attributes.push(KeyValue::new(HTTP_REQUEST_RESEND_COUNT, again));
        }
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
    /// Whether it will be recorded: what it would tell is gathered then.
    fn is_wanted(&self, core: &ActiveCore, url: &str) -> bool {
        match self {
            Self::AtEnd { parent, .. } => {
                !core.records_nothing(parent) && !core.filters(Endpoint::Client(url))
            }
            #[cfg(any(feature = "eventbridge", feature = "sns", feature = "sqs"))]
            Self::Started(span) => span.is_recording(),
        }
    }

    /// Of a call that begins now.
    pub(crate) fn at_end(parent: Context) -> Self {
        Self::AtEnd {
            parent,
            start: now(),
        }
    }
}

fn may_be_given_up(cfg: &ConfigBag) -> bool {
    #[cfg(feature = "sqs")]
    return cfg.load::<crate::sqs::MayBeGivenUp>().is_some();
    #[cfg(not(feature = "sqs"))]
    {
        let _ = cfg;
        false
    }
}
