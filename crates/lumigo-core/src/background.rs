use crate::export::FlushError;
use std::sync::mpsc::{self, Receiver};
use std::time::Instant;

/// Work of the host's or the SDK's that may take as long as it likes: it is done on a thread of its own,
/// and whoever has asked for it waits no longer than it wants to.
#[derive(Default)]
#[must_use]
pub(crate) struct Pending(Option<Receiver<bool>>);

impl Pending {
    /// Begins to do `work`, which says whether it went well.
    pub(crate) fn start(work: impl FnOnce() -> bool + Send + 'static) -> Self {
        let (done, outcome) = mpsc::channel();
        // Without a thread the channel closes at once, and the wait below reports the failure.
        let _ = std::thread::Builder::new()
            .name("lumigo-flush".to_owned())
            .spawn(move || {
                let _ = done.send(work());
            });
        Self(Some(outcome))
    }

    /// There is nothing to do.
    pub(crate) fn nothing() -> Self {
        Self(None)
    }

    /// Waits for it until `deadline`; `failure` when it fails or is not done by then.
    pub(crate) fn wait(self, deadline: Instant, failure: FlushError) -> Result<(), FlushError> {
        let Some(outcome) = self.0 else { return Ok(()) };
        match outcome.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(true) => Ok(()),
            _ => Err(failure),
        }
    }
}
