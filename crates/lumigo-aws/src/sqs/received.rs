use super::envelope::producer;
use super::names::{covers, spellings};
use super::origin::{Origin, Reception, Wanted};
use super::producer::Producer;
use super::{md5, trigger};
use crate::request::Queue;
use aws_sdk_sqs::operation::receive_message::{ReceiveMessageInput, ReceiveMessageOutput};
use aws_sdk_sqs::types::Message;
use aws_smithy_runtime_api::client::interceptors::context::Output;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::config_bag::ConfigBag;
use lumigo_core::ActiveCore;
use lumigo_core::attributes::LUMIGO_DATA;
use opentelemetry::trace::{Link, TraceContextExt};
use opentelemetry::{Context, KeyValue};
use opentelemetry_semantic_conventions::attribute::{
    MESSAGING_BATCH_MESSAGE_COUNT, MESSAGING_MESSAGE_ID, MESSAGING_OPERATION_NAME,
    MESSAGING_OPERATION_TYPE,
};
use std::sync::Arc;

/// A call that receives, and what comes of it.
#[derive(Debug)]
pub(crate) struct Received {
    /// The attributes that only we have asked for.
    hidden: Vec<String>,
    queue: Option<Arc<Queue>>,
    wanted: Option<Wanted>,
    producers: Vec<Option<Producer>>,
}

impl Received {
    /// Asks for the attributes that carry a context too.
    pub(crate) fn begin(
        core: &ActiveCore,
        input: &mut ReceiveMessageInput,
        cfg: &ConfigBag,
    ) -> Self {
        let wanted = input.message_attribute_names.as_deref().unwrap_or_default();
        let fields = core.propagation_fields().flat_map(spellings);
        let hidden = fields.filter(|field| !covers(wanted, field));
        let hidden: Vec<_> = hidden.map(str::to_owned).collect();
        if !hidden.is_empty() {
            let names = input.message_attribute_names.get_or_insert_default();
            names.extend_from_slice(&hidden);
        }
        let queue = input.queue_url.as_deref();
        Self {
            hidden,
            queue: queue.map(|url| Queue::of(core, url)),
            wanted: cfg.load::<Wanted>().cloned(),
            producers: Vec::new(),
        }
    }

    /// Reads the contexts that the messages carry, and takes off what only we have asked for.
    pub(crate) fn tidy(&mut self, core: &ActiveCore, output: &mut ReceiveMessageOutput) {
        let messages = output.messages.as_deref_mut().unwrap_or_default();
        self.producers = messages
            .iter()
            .map(|message| producer(core, message))
            .collect();
        for message in messages {
            self.hide(message);
        }
    }

    /// As if we had not asked.
    fn hide(&self, message: &mut Message) {
        let Some(attributes) = &mut message.message_attributes else {
            return;
        };
        let all = attributes.len();
        attributes.retain(|name, _| !self.hidden.contains(name));
        if attributes.len() == all {
            return;
        }
        // It is the digest of the attributes that are returned.
        message.md5_of_message_attributes = md5::of_attributes(attributes);
        if attributes.is_empty() {
            message.message_attributes = None;
        }
    }

    pub(crate) fn is_empty_poll(core: &ActiveCore, output: &Output) -> bool {
        let output = output.downcast_ref::<ReceiveMessageOutput>();
        core.filters_empty_polls() && output.is_some_and(|output| output.messages().is_empty())
    }

    /// Whether the queue is known without a look at the request.
    pub(crate) fn is_named(&self) -> bool {
        self.queue.is_some()
    }

    /// Adds what the messages tell, and gives the links to where they come from.
    pub(crate) fn end(
        &self,
        core: &ActiveCore,
        response: Option<&HttpResponse>,
        output: Option<&Output>,
        attributes: &mut Vec<KeyValue>,
    ) -> Vec<Link> {
        if let Some(queue) = &self.queue {
            attributes.extend_from_slice(queue.attributes());
        }
        attributes.extend([
            KeyValue::new(MESSAGING_OPERATION_TYPE, "receive"),
            KeyValue::new(MESSAGING_OPERATION_NAME, "receive"),
        ]);
        let output = output.and_then(Output::downcast_ref::<ReceiveMessageOutput>);
        match output {
            Some(output) => push_messages(core, output.messages(), attributes),
            None if response.is_some_and(|response| !response.status().is_success()) => {
                // The service has said that there are none; an answer that cannot be read has not.
                push_data(core, &[], attributes);
            }
            None => {}
        }
        let producers = self.producers.iter().flatten();
        producers
            .map(|producer| Link::with_context(producer.span().clone()))
            .collect()
    }

    /// Tells whoever works on the messages.
    pub(crate) fn settle(self, core: &Arc<ActiveCore>, context: &Context) {
        let Some(wanted) = self.wanted else {
            return;
        };
        let origin = Origin {
            core: Arc::clone(core),
            span: context.span().span_context().clone(),
            queue: self.queue.map_or_else(|| "".into(), |queue| queue.name()),
        };
        if let Ok(mut reception) = wanted.reception.lock() {
            *reception = Some(Reception {
                origin: Arc::new(origin),
                producers: self.producers,
            });
        }
    }
}

fn push_messages(core: &ActiveCore, messages: &[Message], attributes: &mut Vec<KeyValue>) {
    let count = i64::try_from(messages.len()).unwrap_or(i64::MAX);
    attributes.push(KeyValue::new(MESSAGING_BATCH_MESSAGE_COUNT, count));
    if let Some(id) = messages.first().and_then(Message::message_id) {
        attributes.push(KeyValue::new(MESSAGING_MESSAGE_ID, id.to_owned()));
    }
    push_data(core, messages, attributes);
}

fn push_data(core: &ActiveCore, messages: &[Message], attributes: &mut Vec<KeyValue>) {
    let data = trigger::lumigo_data(messages, core.chained_services(), core.payload_length());
    if let Some(data) = data {
        attributes.push(KeyValue::new(LUMIGO_DATA, data));
    }
}
