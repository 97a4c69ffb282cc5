use super::origin::Reception;
use super::{ScopedMessage, ScopedMessages};
use aws_sdk_sqs::types::Message;
use std::iter;

/// Messages that were received together, made by [`SendScoped::send_scoped`](super::SendScoped::send_scoped).
///
/// In a `for` loop over it, the scope of each message is current during its turn: spans that are started
/// there are children of the `ReceiveMessage` span, unless a span is current already. What the loop awaits
/// goes into [`ScopedMessage::in_scope`]: the scope that is current leaves the thread while it waits. Such a
/// loop stays on its thread; where that cannot be, as in `tokio::spawn`, take
/// [`into_messages`](Self::into_messages).
#[derive(Debug, Default)]
pub struct ScopedBatch {
    messages: Vec<ScopedMessage>,
}

impl ScopedBatch {
    /// The messages that the call has received, and what it tells of them, if it was watched.
    pub(super) fn new(messages: Vec<Message>, reception: Option<Reception>) -> Self {
        let (origin, producers) = reception
            .map(|reception| (Some(reception.origin), reception.producers))
            .unwrap_or_default();
        let producers = producers.into_iter().chain(iter::repeat(None));
        let messages = messages.into_iter().zip(producers);
        let messages = messages
            .map(|(message, producer)| ScopedMessage::new(message, origin.clone(), producer));
        Self {
            messages: messages.collect(),
        }
    }

    /// How many messages there are.
    pub fn len(&self) -> usize {
        self.messages.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// The messages, with nothing current: for tasks and threads.
    pub fn into_messages(self) -> Vec<ScopedMessage> {
        self.messages
    }
}

impl IntoIterator for ScopedBatch {
    type Item = ScopedMessage;
    type IntoIter = ScopedMessages;

    fn into_iter(self) -> ScopedMessages {
        ScopedMessages::new(self.messages)
    }
}
