use super::cleaner::Cleaner;
use crate::export::{FLUSH_TIMEOUT, after};
use crate::logs::Outlet;
use opentelemetry::InstrumentationScope;
use opentelemetry::logs::Severity;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::logs::{LogProcessor, SdkLogRecord};
use std::sync::Arc;
use std::time::Duration;

/// The gate every log record passes, whichever appender made it.
pub(super) struct LogGate {
    outlet: Arc<Outlet>,
    cleaner: Arc<Cleaner>,
}

impl LogGate {
    pub(super) fn new(outlet: Arc<Outlet>, cleaner: Arc<Cleaner>) -> Self {
        Self { outlet, cleaner }
    }
}

impl LogProcessor for LogGate {
    fn emit(&self, record: &mut SdkLogRecord, scope: &InstrumentationScope) {
        self.cleaner.clean(record);
        self.outlet.take(record, scope);
    }

    fn event_enabled(&self, _: Severity, _: &str, _: Option<&str>) -> bool {
        !self.outlet.is_closing()
    }

    fn force_flush(&self) -> OTelSdkResult {
        let flush = self.outlet.begin_flush();
        flush.wait(after(FLUSH_TIMEOUT)).map_err(Into::into)
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        let begun = self.outlet.begin_close();
        let outcome = self.outlet.end_close(begun, after(timeout));
        outcome.map_err(Into::into)
    }
}

impl std::fmt::Debug for LogGate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LogGate").finish_non_exhaustive()
    }
}
