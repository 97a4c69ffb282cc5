use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// Whether the queue is asked just now.
#[derive(Debug, Default)]
pub(super) struct Polls {
    is_any: AtomicBool,
}

impl Polls {
    /// Asks the queue.
    pub(super) async fn during<F: Future>(&self, poll: F) -> F::Output {
        self.is_any.store(true, Relaxed);
        let outcome = poll.await;
        self.is_any.store(false, Relaxed);
        outcome
    }

    pub(super) fn is_any(&self) -> bool {
        self.is_any.load(Relaxed)
    }
}
