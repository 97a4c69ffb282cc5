use crate::background::Pending;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::SpanProcessor;
use std::sync::Arc;
use std::time::Duration;

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
            return Pending::nothing();
        }
        let processors = Arc::clone(&self.0);
        Pending::start(move || {
            let outcomes = processors.iter().map(|one| job(one.as_ref()));
            outcomes.filter(Result::is_err).count() == 0
        })
    }
}
