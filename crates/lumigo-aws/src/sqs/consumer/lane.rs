use super::claim::Claim;
use crate::sqs::ScopedMessage;
use aws_sdk_sqs::types::{Message, MessageSystemAttributeName};
use tokio::sync::OwnedSemaphorePermit;

/// A message that is to be handled.
pub(super) struct Received {
    pub(super) message: ScopedMessage,
    /// `None` when the message names no receipt.
    pub(super) claim: Option<Claim>,
    /// The place that it takes up among those that are handled at once.
    pub(super) room: Option<OwnedSemaphorePermit>,
}

/// Messages that are handled one after the other.
pub(super) type Lane = Vec<Received>;

/// Messages that may be handled at once, and those of one group of a FIFO queue in their order.
pub(super) fn lanes(messages: impl Iterator<Item = Received>, is_fifo: bool) -> Vec<Lane> {
    let mut lanes: Vec<Lane> = Vec::new();
    for received in messages {
        // Other queues have groups too, but no order.
        let group = group(&received.message).filter(|_| is_fifo);
        let lane = group.and_then(|wanted| {
            let first_of = |lane: &Lane| group_of(lane) == Some(wanted);
            lanes.iter().position(first_of)
        });
        match lane.and_then(|index| lanes.get_mut(index)) {
            Some(lane) => lane.push(received),
            None => lanes.push(vec![received]),
        }
    }
    lanes
}

fn group_of(lane: &Lane) -> Option<&str> {
    group(&lane.first()?.message)
}

fn group(message: &Message) -> Option<&str> {
    system_attribute(message, &MessageSystemAttributeName::MessageGroupId)
}

/// How often a message was received, this time included.
pub(super) fn times_received(message: &Message) -> u32 {
    let count = MessageSystemAttributeName::ApproximateReceiveCount;
    let count = system_attribute(message, &count).and_then(|count| count.parse().ok());
    count.unwrap_or(0).max(1)
}

fn system_attribute<'a>(
    message: &'a Message,
    name: &MessageSystemAttributeName,
) -> Option<&'a str> {
    message.attributes()?.get(name).map(String::as_str)
}
