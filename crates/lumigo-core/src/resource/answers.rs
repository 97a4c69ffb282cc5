use crate::diagnostics;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Instant;

/// Answers to a question that is asked on a thread of its own.
pub(super) struct Answers<T>(Option<Receiver<T>>);

impl<T: Send + 'static> Answers<T> {
    pub(super) fn ask(question: impl FnOnce(Sender<T>) + Send + 'static) -> Self {
        let (sender, receiver) = mpsc::channel();
        // Neither telemetry about telemetry, nor credentials in what the client logs of its work.
        let run = || diagnostics::silenced(|| question(sender));
        let thread = std::thread::Builder::new().name("lumigo-resource".to_owned());
        Self(thread.spawn(run).ok().map(|_| receiver))
    }

    /// Those that come before the deadline. Returns as soon as no more can come.
    pub(super) fn until(self, deadline: Instant) -> Vec<T> {
        let Some(receiver) = self.0 else {
            return Vec::new();
        };
        let next = || {
            let left = deadline.saturating_duration_since(Instant::now());
            receiver.recv_timeout(left).ok()
        };
        std::iter::from_fn(next).collect()
    }
}
