use super::SYSTEM;
use super::origin::Origin;
use super::outcome::{Outcome, sealed::Sealed};
use super::producer::Producer;
use super::turns::Awaited;
use aws_sdk_sqs::types::Message;
use lumigo_core::attributes::MESSAGING_CONSUME_BODY;
use lumigo_core::{ActiveSpan, MaskingContext};
use opentelemetry::KeyValue;
use opentelemetry::trace::{Link, SpanBuilder, SpanKind};
use opentelemetry_semantic_conventions::attribute::{
    MESSAGING_DESTINATION_NAME, MESSAGING_MESSAGE_ID, MESSAGING_OPERATION_NAME,
    MESSAGING_OPERATION_TYPE, MESSAGING_SYSTEM,
};
use pin_project_lite::pin_project;
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{self, Poll};

pin_project! {
    /// The processing of a message, made by [`ScopedMessage::process`](super::ScopedMessage::process). Its span begins with the first poll.
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct Process<F> {
        #[pin]
        future: F,
        span: Processing,
        awaited: Awaited,
    }
}

#[derive(Debug)]
pub(super) enum Processing {
    /// Nothing was polled yet.
    Of(Box<Beginning>),
    Begun(ActiveSpan),
    /// Nobody wants to know, or the outcome is there.
    Nothing,
}

impl<F> Process<F> {
    pub(super) fn new(future: F, beginning: Option<Beginning>, turn: Option<u64>) -> Self {
        let span = beginning.map(|beginning| Processing::Of(Box::new(beginning)));
        Self {
            future,
            span: span.unwrap_or(Processing::Nothing),
            awaited: Awaited::of(turn),
        }
    }
}

/// What a span of processing begins with.
#[derive(Debug)]
pub(super) struct Beginning {
    origin: Arc<Origin>,
    producer: Option<Producer>,
    attributes: Vec<KeyValue>,
}

impl Beginning {
    pub(super) fn of(origin: &Arc<Origin>, message: &Message, producer: Option<&Producer>) -> Self {
        Self {
            origin: Arc::clone(origin),
            producer: producer.cloned(),
            attributes: origin.attributes(message),
        }
    }

    fn start(&mut self) -> ActiveSpan {
        let attributes = mem::take(&mut self.attributes);
        let (origin, producer) = (&self.origin, &self.producer);
        let core = &origin.core;
        let parent = producer.as_ref().map(|producer| producer.context(core));
        let parent = parent.unwrap_or_else(|| origin.context());
        core.start_unfiltered_span(parent, SpanKind::Consumer, || {
            let receive = Some(&origin.span).filter(|span| span.is_sampled());
            let links = producer.iter().map(Producer::span).chain(receive);
            let links = links.map(|span| Link::with_context(span.clone()));
            SpanBuilder::from_name(["process ", origin.queue.as_str()].concat())
                .with_attributes(attributes)
                .with_links(links.collect())
        })
    }
}

impl<F> Future for Process<F>
where
    F: Future,
    F::Output: Outcome,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        if let Processing::Of(beginning) = this.span {
            *this.span = Processing::Begun(beginning.start());
        }
        let outcome = match this.span {
            Processing::Begun(span) => span.in_scope(|| this.future.poll(cx)),
            _ => this.future.poll(cx),
        };
        let Poll::Ready(outcome) = outcome else {
            this.awaited.wait();
            return Poll::Pending;
        };
        if let Processing::Begun(span) = this.span {
            if let Some(error_type) = outcome.error_type() {
                span.set_error(error_type);
            }
            span.finish();
        }
        *this.span = Processing::Nothing;
        Poll::Ready(outcome)
    }
}

impl Origin {
    fn attributes(&self, message: &Message) -> Vec<KeyValue> {
        let mut attributes = vec![
            KeyValue::new(MESSAGING_SYSTEM, SYSTEM),
            KeyValue::new(MESSAGING_DESTINATION_NAME, self.queue.clone()),
            KeyValue::new(MESSAGING_OPERATION_TYPE, "process"),
            KeyValue::new(MESSAGING_OPERATION_NAME, "process"),
        ];
        if let Some(id) = message.message_id() {
            attributes.push(KeyValue::new(MESSAGING_MESSAGE_ID, id.to_owned()));
        }
        let body = message.body();
        let body = body.and_then(|body| self.core.payload_text(MaskingContext::RequestBody, body));
        if let Some(body) = body {
            attributes.push(KeyValue::new(MESSAGING_CONSUME_BODY, body));
        }
        attributes
    }
}
