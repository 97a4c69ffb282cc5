use lumigo_core::{ActiveCore, Binding, DatabaseCall, DatabaseOperation, DatabaseServer};
use opentelemetry::Context;
use std::sync::Arc;

/// What makes the spans of a connection and its clones.
#[derive(Debug)]
pub(crate) struct Recorder {
    pub(crate) binding: Binding,
    pub(crate) server: DatabaseServer,
}

impl Recorder {
    /// What there is to tell of a command that is made now; `None` when nobody wants to know.
    pub(crate) fn plan(&self) -> Option<Plan<'_>> {
        let core = self.binding.core()?;
        let parent = Context::current();
        if !DatabaseCall::is_wanted(&core, &parent) {
            return None;
        }
        Some(Plan {
            core,
            parent,
            server: &self.server,
        })
    }
}

/// A command that was made, but not sent.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    pub(crate) core: Arc<ActiveCore>,
    parent: Context,
    server: &'a DatabaseServer,
}

impl Plan<'_> {
    /// Begins the call now.
    pub(crate) fn begin(self, operation: DatabaseOperation) -> Option<DatabaseCall> {
        DatabaseCall::begin(&self.core, self.parent, self.server, operation)
    }
}
