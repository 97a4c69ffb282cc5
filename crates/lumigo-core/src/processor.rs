//! The gate every finished span passes, whichever instrumentation made it.

use crate::attributes::SKIP_EXPORT;
use crate::execution_tags;
use crate::export::{Exports, FLUSH_TIMEOUT, FlushError, SpanDump, after};
use crate::host_processors::HostProcessors;
use crate::limits::Limits;
use crate::stats::Counters;
use opentelemetry::{Context, Value};
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{Span, SpanData, SpanProcessor};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// Tags a span when it starts, and limits it when it has ended; then hands it to the dump, to the
/// export, and to the processors of the host.
#[derive(Clone)]
pub(crate) struct Gate {
    dump: Option<Arc<SpanDump>>,
    pub(crate) exports: Arc<Exports>,
    host_processors: HostProcessors,
    limits: Limits,
    pub(crate) counters: Arc<Counters>,
    closed: Arc<OnceLock<Result<(), FlushError>>>,
}

impl Gate {
    pub(crate) fn new(
        dump: Option<SpanDump>,
        exports: Exports,
        host_processors: Vec<Box<dyn SpanProcessor>>,
        limits: Limits,
    ) -> Self {
        Self {
            dump: dump.map(Arc::new),
            exports: Arc::new(exports),
            host_processors: HostProcessors::new(host_processors),
            limits,
            counters: Arc::default(),
            closed: Arc::default(),
        }
    }

    /// Whether somebody else, such as a provider, has it too.
    pub(crate) fn is_shared(&self) -> bool {
        Arc::strong_count(&self.closed) > 1
    }

    /// Whether spans are written to the dump.
    pub(crate) fn dumps(&self) -> bool {
        self.dump.is_some()
    }

    /// How many processors the host has added.
    pub(crate) fn host_processors(&self) -> usize {
        self.host_processors.all().len()
    }

    /// Waits until everything that was recorded before the call has left.
    pub(crate) fn flush_within(&self, timeout: Duration) -> Result<(), FlushError> {
        let deadline = after(timeout);
        let pending = self.host_processors.flush();
        let exported = self.exports.begin_flush().wait(deadline);
        exported.and(pending.wait(deadline, FlushError::Processor))
    }

    /// Whether it has been closed.
    pub(crate) fn is_closed(&self) -> bool {
        self.closed.get().is_some()
    }

    /// Takes nothing more in, and waits until everything has left. A second call waits for the first
    /// and has its outcome.
    pub(crate) fn close_within(&self, timeout: Duration) -> Result<(), FlushError> {
        let close = || {
            let deadline = after(timeout);
            let pending = self.host_processors.shutdown(timeout);
            let exported = self.exports.begin_close().wait(deadline);
            exported.and(pending.wait(deadline, FlushError::Processor))
        };
        self.closed.get_or_init(close).clone()
    }
}

impl SpanProcessor for Gate {
    fn on_start(&self, span: &mut Span, cx: &Context) {
        execution_tags::put_on(span, cx);
        for processor in self.host_processors.all() {
            processor.on_start(span, cx);
        }
    }

    fn on_end(&self, mut span: SpanData) {
        if !span.span_context.is_sampled() {
            return;
        }
        // Before the limits: it may be the last attribute of many.
        let is_skipped = is_skipped(&span);
        self.limits.apply(&mut span);
        if let Some(dump) = &self.dump {
            dump.write(&span);
        }
        if is_skipped {
            self.counters.skipped();
            return;
        }
        self.exports.push(&span);
        if let Some((last, others)) = self.host_processors.all().split_last() {
            others
                .iter()
                .for_each(|processor| processor.on_end(span.clone()));
            last.on_end(span);
        }
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.flush_within(FLUSH_TIMEOUT).map_err(Into::into)
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.close_within(timeout).map_err(Into::into)
    }
}

impl std::fmt::Debug for Gate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gate").finish_non_exhaustive()
    }
}

fn is_skipped(span: &SpanData) -> bool {
    span.attributes.iter().any(|attribute| {
        attribute.key.as_str() == SKIP_EXPORT && attribute.value == Value::Bool(true)
    })
}
