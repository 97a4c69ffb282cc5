use super::dump::resource_object;
use super::record::Record;
use super::sender::Sender;
use opentelemetry::InstrumentationScope;
use opentelemetry_sdk::Resource;
use serde_json::Value as Json;
use std::fmt;

/// The console exporter: every record as a line of JSON, written by a thread of its own.
pub(super) struct Console {
    sender: Sender,
    resource: Json,
    /// Lines are not grouped: they keep their order.
    scope: InstrumentationScope,
}

impl Console {
    pub(super) fn new(sender: Sender, resource: &Resource) -> Self {
        Self {
            sender,
            resource: resource_object(resource),
            scope: InstrumentationScope::default(),
        }
    }

    pub(super) fn push(&self, record: &impl Record) {
        let mut line = record.line(&self.resource).to_string();
        line.push('\n');
        self.sender.queue.push(&self.scope, line.as_bytes());
    }

    pub(super) fn sender(&self) -> &Sender {
        &self.sender
    }
}

impl fmt::Debug for Console {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The resource holds the environment.
        f.debug_struct("Console").finish_non_exhaustive()
    }
}
