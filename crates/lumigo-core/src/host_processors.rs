use crate::export::FlushError;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::SpanProcessor;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

/// The span processors a host has added. They may wait as long as they like: what is asked of them
/// all is done on a thread of its own, and the caller waits no longer than it wants to.
#[derive(Clone, Debug)]
pub(crate) struct HostProcessors(Arc<[Box<dyn SpanProcessor>]>);

impl HostProcessors {
    pub(crate) fn new(processors: Vec<Box<dyn SpanProcessor>>) -> Self {
        Self(processors.into())
    }

    pub(crate) fn all(&self) -> &[Box<dyn SpanProcessor>] {
        &self.0
    }

    /// Begins to flush them.
    pub(crate) fn flush(&self) -> Pending {
        self.begin(|processor| processor.force_flush())
    }

    /// Begins to shut them down.
    pub(crate) fn shutdown(&self, timeout: Duration) -> Pending {
        self.begin(move |processor| processor.shutdown_with_timeout(timeout))
    }

    fn begin(&self, job: impl Fn(&dyn SpanProcessor) -> OTelSdkResult + Send + 'static) -> Pending {
        if self.0.is_empty() {
            return Pending(None);
        }
        let (done, outcome) = mpsc::channel();
        let processors = Arc::clone(&self.0);
        // Without a thread the channel closes at once, and the wait below reports the failure.
        let _ = std::thread::Builder::new()
            .name("lumigo-flush".to_owned())
            .spawn(move || {
                let failures = processors
                    .iter()
                    .filter(|one| job(one.as_ref()).is_err())
                    .count();
                let _ = done.send(failures == 0);
            });
        Pending(Some(outcome))
    }
}

/// A job that has begun; `None` when there was nothing to do.
#[must_use]
pub(crate) struct Pending(Option<Receiver<bool>>);

impl Pending {
    /// Waits for it until `deadline`.
    pub(crate) fn wait(self, deadline: Instant) -> Result<(), FlushError> {
        let Some(outcome) = self.0 else { return Ok(()) };
        match outcome.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(true) => Ok(()),
            _ => Err(FlushError::Processor),
        }
    }
}
