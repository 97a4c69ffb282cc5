use super::{ScopedMessage, turns};
use std::iter::FusedIterator;
use std::marker::PhantomData;
use std::vec;

/// The messages of a batch one after the other, each with its scope current until the next is asked for.
/// Made by a `for` loop over a [`ScopedBatch`](super::ScopedBatch).
///
/// Stays on its thread. A task that may move between threads takes
/// [`into_messages`](super::ScopedBatch::into_messages) instead, and [`ScopedMessage::in_scope`].
#[derive(Debug)]
pub struct ScopedMessages {
    messages: vec::IntoIter<ScopedMessage>,
    turn: Option<u64>,
    /// What is current is so on one thread.
    stays: PhantomData<*const ()>,
}

impl ScopedMessages {
    pub(super) fn new(messages: Vec<ScopedMessage>) -> Self {
        Self {
            messages: messages.into_iter(),
            turn: None,
            stays: PhantomData,
        }
    }

    fn end_turn(&mut self) {
        self.turn.take().into_iter().for_each(turns::end);
    }
}

impl Iterator for ScopedMessages {
    type Item = ScopedMessage;

    fn next(&mut self) -> Option<ScopedMessage> {
        self.end_turn();
        let mut message = self.messages.next()?;
        self.turn = message.begin_turn();
        Some(message)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.messages.size_hint()
    }
}

impl ExactSizeIterator for ScopedMessages {}
impl FusedIterator for ScopedMessages {}

impl Drop for ScopedMessages {
    fn drop(&mut self) {
        self.end_turn();
    }
}
