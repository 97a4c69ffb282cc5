use std::time::Duration;

/// When a message is received again whose handler has failed. Closures are this, see
/// [`Consumer::with_retry_delay`](super::Consumer::with_retry_delay).
pub trait RetryDelay<E> {
    /// After which time, given what the handler has returned and how often the message was received so far;
    /// `None` when its visibility time-out is over.
    fn delay(&self, error: &E, received: u32) -> Option<Duration>;
}

impl<E, D: Fn(&E, u32) -> Option<Duration>> RetryDelay<E> for D {
    fn delay(&self, error: &E, received: u32) -> Option<Duration> {
        self(error, received)
    }
}

/// Leaves messages whose handlers have failed as they are, until their visibility time-outs are over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeaveMessage;

impl<E> RetryDelay<E> for LeaveMessage {
    fn delay(&self, _: &E, _: u32) -> Option<Duration> {
        None
    }
}
