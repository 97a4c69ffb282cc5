use lumigo_core::{
    ActiveCore, Binding, DatabaseCall, DatabaseOperation, DatabaseServer, PlannedCall,
};
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
        Some(Plan {
            planned: PlannedCall::new(core, Context::current())?,
            server: &self.server,
        })
    }
}

/// A command that was made, but not sent.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    planned: PlannedCall,
    server: &'a DatabaseServer,
}

impl Plan<'_> {
    pub(crate) fn core(&self) -> &Arc<ActiveCore> {
        self.planned.core()
    }

    /// Begins the call now.
    pub(crate) fn begin(self, operation: DatabaseOperation) -> DatabaseCall {
        self.planned.begin(self.server, operation)
    }
}
