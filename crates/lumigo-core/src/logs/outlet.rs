use crate::export::{Counts, Exports, FlushError, Flushes};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Instant;
#[cfg(feature = "logs")]
use {
    crate::config::Config,
    crate::export::{LOGS, LogDump, ScopedLog},
    opentelemetry::InstrumentationScope,
    opentelemetry_sdk::Resource,
    opentelemetry_sdk::logs::SdkLogRecord,
};

/// Where log records leave: the dump and the export, as far as they are on.
#[derive(Default)]
pub(crate) struct Outlet {
    #[cfg(feature = "logs")]
    dump: Option<LogDump>,
    pub(crate) exports: Exports,
    closing: AtomicBool,
    closed: OnceLock<Result<(), FlushError>>,
}

impl Outlet {
    #[cfg(feature = "logs")]
    pub(super) fn open(config: &Config, resource: &Resource) -> Self {
        let dump = config.log_dump.as_ref();
        let (routes, batching) = (config.log_routes(), &config.logs.batching);
        Self {
            dump: dump.and_then(|target| LogDump::open(target, resource)),
            exports: Exports::start(&LOGS, routes, batching, resource, config),
            ..Self::default()
        }
    }

    /// Takes a record that is masked already.
    #[cfg(feature = "logs")]
    pub(super) fn take(&self, record: &SdkLogRecord, scope: &InstrumentationScope) {
        if self.is_closing() {
            return;
        }
        if let Some(dump) = &self.dump {
            dump.write(record);
        }
        if !self.exports.is_empty() {
            self.exports.push(&ScopedLog::new(record, scope));
        }
    }

    pub(crate) fn dumps(&self) -> bool {
        #[cfg(feature = "logs")]
        return self.dump.is_some();
        #[cfg(not(feature = "logs"))]
        false
    }

    pub(crate) fn counts(&self) -> Counts {
        self.exports.counts()
    }

    /// Begins to send what was recorded before the call.
    pub(crate) fn begin_flush(&self) -> Flushes<'_> {
        self.exports.begin_flush()
    }

    /// Takes nothing more in, and begins to send what waits.
    pub(crate) fn begin_close(&self) -> Flushes<'_> {
        self.closing.store(true, Relaxed);
        self.exports.begin_close()
    }

    /// Waits for what [`begin_close`](Self::begin_close) has begun; what has not left by `deadline` is
    /// dropped. A second call waits for the first and has its outcome.
    pub(crate) fn end_close(
        &self,
        begun: Flushes<'_>,
        deadline: Instant,
    ) -> Result<(), FlushError> {
        self.closed.get_or_init(|| begun.wait(deadline)).clone()
    }

    /// Whether it takes nothing more in.
    #[cfg(feature = "logs")]
    pub(super) fn is_closing(&self) -> bool {
        self.closing.load(Relaxed)
    }
}
