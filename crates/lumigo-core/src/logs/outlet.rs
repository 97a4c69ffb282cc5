use crate::export::{Counts, Flush, FlushError, Queue};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};
use std::time::Instant;
#[cfg(feature = "logs")]
use {
    crate::config::Config,
    crate::export::{LOGS, LogDump, ScopedLog, start_export},
    opentelemetry::InstrumentationScope,
    opentelemetry_sdk::Resource,
    opentelemetry_sdk::logs::SdkLogRecord,
};

/// Where log records leave: the dump and the export, as far as they are on.
#[derive(Default)]
pub(crate) struct Outlet {
    #[cfg(feature = "logs")]
    dump: Option<LogDump>,
    queue: Option<Arc<Queue>>,
    closing: AtomicBool,
    closed: OnceLock<Result<(), FlushError>>,
}

impl Outlet {
    #[cfg(feature = "logs")]
    pub(super) fn open(config: &Config, resource: &Resource) -> Self {
        let dump = config.log_dump.as_ref();
        let (endpoint, delay) = (&config.logs_endpoint, config.log_schedule_delay);
        Self {
            dump: dump.and_then(|target| LogDump::open(target, resource)),
            queue: start_export(&LOGS, endpoint, delay, config, resource),
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
        if let Some(queue) = &self.queue {
            queue.push(&ScopedLog::new(record, scope));
        }
    }

    pub(crate) fn exports(&self) -> bool {
        self.queue.is_some()
    }

    pub(crate) fn dumps(&self) -> bool {
        #[cfg(feature = "logs")]
        return self.dump.is_some();
        #[cfg(not(feature = "logs"))]
        false
    }

    pub(crate) fn counts(&self) -> Counts {
        let queue = self.queue.as_ref();
        queue.map(|queue| queue.counts()).unwrap_or_default()
    }

    /// Begins to send what was recorded before the call.
    pub(crate) fn begin_flush(&self) -> Option<Flush<'_>> {
        self.queue.as_ref().map(|queue| queue.begin_flush())
    }

    /// Takes nothing more in, and begins to send what waits.
    pub(crate) fn begin_close(&self) -> Option<Flush<'_>> {
        self.closing.store(true, Relaxed);
        self.queue.as_ref().map(|queue| queue.begin_close())
    }

    /// Waits for what [`begin_close`](Self::begin_close) has begun; what has not left by `deadline` is
    /// dropped. A second call waits for the first and has its outcome.
    pub(crate) fn end_close(
        &self,
        begun: Option<Flush<'_>>,
        deadline: Instant,
    ) -> Result<(), FlushError> {
        let wait = || begun.map_or(Ok(()), |flush| flush.wait(deadline));
        self.closed.get_or_init(wait).clone()
    }

    /// Whether it takes nothing more in.
    #[cfg(feature = "logs")]
    pub(super) fn is_closing(&self) -> bool {
        self.closing.load(Relaxed)
    }
}
