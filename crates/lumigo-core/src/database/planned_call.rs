use super::{DatabaseCall, DatabaseOperation, DatabaseServer};
use crate::ActiveCore;
use opentelemetry::Context;
use std::sync::Arc;

/// A call of a database that was made but has not begun, and that somebody wants to know of.
#[derive(Debug)]
pub struct PlannedCall {
    pub(super) core: Arc<ActiveCore>,
    pub(super) parent: Context,
    /// Whether it has a span; else it is only measured.
    pub(super) is_recorded: bool,
}

impl PlannedCall {
    /// Plans a call under this parent; `None` when nobody wants to know of it: what it would tell need not
    /// be gathered.
    pub fn new(core: Arc<ActiveCore>, parent: Context) -> Option<Self> {
        let is_recorded = !core.records_nothing(&parent);
        // Calls that are not sampled count too.
        let is_measured =
            || core.database_instruments().is_some() && !parent.is_telemetry_suppressed();
        if !is_recorded && !is_measured() {
            return None;
        }
        Some(Self {
            core,
            parent,
            is_recorded,
        })
    }

    /// What it goes through.
    pub fn core(&self) -> &Arc<ActiveCore> {
        &self.core
    }

    /// Begins the call now.
    pub fn begin(self, server: &DatabaseServer, operation: DatabaseOperation) -> DatabaseCall {
        DatabaseCall::begin(self, server, operation)
    }
}
