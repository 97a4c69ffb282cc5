use super::in_scope::InScope;
use super::origin::Origin;
use super::outcome::Outcome;
use super::process::{Beginning, Process};
use super::producer::Producer;
use super::turns;
use aws_sdk_sqs::types::Message;
use opentelemetry::Context;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// A received message, and the scope that its work belongs to. Is the SDK's [`Message`] wherever one is
/// read.
///
/// It can go to other tasks and threads, and outlives the batch it was received in.
pub struct ScopedMessage {
    message: Message,
    /// `None` when nobody watches the queue's client.
    origin: Option<Arc<Origin>>,
    /// Who has sent it.
    producer: Option<Producer>,
    /// The turn of a loop that it was given out in.
    turn: Option<u64>,
}

impl ScopedMessage {
    pub(super) fn new(
        message: Message,
        origin: Option<Arc<Origin>>,
        producer: Option<Producer>,
    ) -> Self {
        Self {
            message,
            origin,
            producer,
            turn: None,
        }
    }

    /// The SDK's message alone.
    pub fn into_inner(self) -> Message {
        self.message
    }

    /// Does asynchronous work in the message's scope: spans that it starts are children of the
    /// `ReceiveMessage` span, unless a span is current already where the future is polled first.
    ///
    /// ```
    /// # use lumigo_aws::ScopedMessage;
    /// # async fn handle(message: &ScopedMessage) {}
    /// # async fn work(message: ScopedMessage) {
    /// message.in_scope(handle(&message)).await;
    /// # }
    /// ```
    pub fn in_scope<F: Future>(&self, future: F) -> InScope<F> {
        InScope::new(future, self.origin.clone(), self.turn)
    }

    /// The same for work that is not asynchronous.
    pub fn in_scope_sync<T>(&self, work: impl FnOnce() -> T) -> T {
        let context = self.origin.as_ref().and_then(|origin| origin.scope());
        let _attached = context.map(Context::attach);
        work()
    }

    /// Does asynchronous work as the processing of the message: in a `CONSUMER` span named `process` and
    /// the queue, in the trace of the message's sender, with links to the sender's span and to the
    /// `ReceiveMessage` span. A message that carries no trace is processed in the `ReceiveMessage` span's.
    ///
    /// The span is failed when the outcome is an `Err`, with the type of the error as its `error.type`;
    /// with `cancelled` when the future is dropped before its end, and with `panic` when it panics.
    ///
    /// ```
    /// # use lumigo_aws::ScopedMessage;
    /// # async fn handle(message: &ScopedMessage) -> Result<(), std::io::Error> { Ok(()) }
    /// # async fn work(message: ScopedMessage) -> Result<(), std::io::Error> {
    /// message.process(handle(&message)).await
    /// # }
    /// ```
    pub fn process<F>(&self, future: F) -> Process<F>
    where
        F: Future,
        F::Output: Outcome,
    {
        let origin = self.origin.as_ref();
        let producer = self.producer.as_ref();
        Process::new(
            future,
            origin.map(|origin| Beginning::of(origin, &self.message, producer)),
            self.turn,
        )
    }

    /// The same for work that the message is for.
    pub(super) fn process_with<F>(self, work: impl FnOnce(Message) -> F) -> Process<F>
    where
        F: Future,
        F::Output: Outcome,
    {
        let producer = self.producer.as_ref();
        let beginning = self.origin.as_ref();
        let beginning = beginning.map(|origin| Beginning::of(origin, &self.message, producer));
        Process::new(work(self.message), beginning, self.turn)
    }

    /// Begins a turn of a loop.
    pub(super) fn begin_turn(&mut self) -> Option<u64> {
        let scope = self.origin.as_ref().and_then(|origin| origin.scope());
        let begun = scope.map(turns::begin);
        // Within another turn that one's scope stays, and waits with the work on this message too.
        self.turn = begun.or_else(turns::innermost);
        begun
    }
}

impl Clone for ScopedMessage {
    /// The turn of a loop stays the original's: the copy may be worked on elsewhere.
    fn clone(&self) -> Self {
        Self::new(
            self.message.clone(),
            self.origin.clone(),
            self.producer.clone(),
        )
    }
}

impl fmt::Debug for ScopedMessage {
    /// As the SDK's message.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message.fmt(f)
    }
}

impl Deref for ScopedMessage {
    type Target = Message;

    fn deref(&self) -> &Message {
        &self.message
    }
}
