//! The handle that a host holds.

mod builder;
pub(crate) mod registry;
mod start;

pub use builder::LumigoBuilder;

use crate::core::Core;
use crate::diagnostics::{self, Diagnostics};
use crate::export::{FlushError, Outcomes};
use crate::stats::Stats;
#[cfg(feature = "metrics")]
use opentelemetry_sdk::metrics::SdkMeterProvider;
use opentelemetry_sdk::trace::SdkTracerProvider;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;
#[cfg(feature = "logs")]
use {crate::logs::LogLayer, crate::stats::LogStats, opentelemetry_sdk::logs::SdkLoggerProvider};

/// How long `shutdown`, and dropping the last handle, wait at most.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(5);

/// A running distribution: hold it as long as spans shall be recorded.
///
/// Clones are the same distribution. When the last of them is dropped, what is queued is flushed for
/// up to 5 seconds and everything is shut down, as [`shutdown`](Self::shutdown) does it.
///
/// ```
/// # use lumigo_core::Lumigo;
/// use std::time::Duration;
///
/// let lumigo = Lumigo::builder().with_service_name("shop").init();
/// lumigo.force_flush(Duration::from_secs(1)).unwrap_or_else(|error| eprintln!("{error}"));
/// lumigo.shutdown();
/// ```
#[derive(Clone, Debug)]
#[must_use = "spans are recorded until this is dropped: bind it to a name in `main`"]
pub struct Lumigo {
    guard: Arc<Guard>,
}

/// What all clones of a handle share.
#[derive(Debug)]
struct Guard {
    core: Arc<Core>,
    /// Whether somebody has shut it down, and so has heard how it went.
    ended: AtomicBool,
}

impl Lumigo {
    /// Begins with what the variables say; the builder's methods win over them.
    pub fn builder() -> LumigoBuilder {
        LumigoBuilder::default()
    }

    fn new(core: Core) -> Self {
        Self {
            guard: Arc::new(Guard {
                core: Arc::new(core),
                ended: AtomicBool::new(false),
            }),
        }
    }

    /// The provider behind the tracers: for tracers of your own, and for `tracing-opentelemetry`.
    pub fn tracer_provider(&self) -> &SdkTracerProvider {
        &self.guard.core.provider
    }

    /// A layer that sends `tracing` events, each with the ids of the span that is current, to where log
    /// records go; with [`LogTracer`] those of `log` too. It does nothing unless `LUMIGO_ENABLE_LOGS` is
    /// `true` and there is a token or a log dump, or `OTEL_LOGS_EXPORTER` names an exporter.
    ///
    /// It filters nothing and changes nothing for other layers: every event that no filter of yours
    /// keeps from it is sent. Give it a filter of its own to send less.
    ///
    /// ```
    /// # use lumigo_core::Lumigo;
    /// # use tracing_subscriber::filter::LevelFilter;
    /// # use tracing_subscriber::layer::{Layer, SubscriberExt};
    /// # let lumigo = Lumigo::builder().with_variables([("LUMIGO_ENABLE_LOGS", "true")]).build();
    /// let logs = lumigo.tracing_layer().with_filter(LevelFilter::INFO);
    /// let subscriber = tracing_subscriber::registry().with(logs);
    /// tracing::subscriber::with_default(subscriber, || tracing::info!(items = 3, "order taken"));
    /// ```
    ///
    /// [`LogTracer`]: https://docs.rs/tracing-log/0.2/tracing_log/struct.LogTracer.html
    #[cfg(feature = "logs")]
    #[cfg_attr(docsrs, doc(cfg(feature = "logs")))]
    pub fn tracing_layer(&self) -> LogLayer {
        self.guard.core.logs.bridge.layer.clone()
    }

    /// The provider behind [`tracing_layer`](Self::tracing_layer): for log appenders of other kinds,
    /// whose records are masked and cut like all others. It records nothing when that does nothing.
    #[cfg(feature = "logs")]
    #[cfg_attr(docsrs, doc(cfg(feature = "logs")))]
    pub fn logger_provider(&self) -> &SdkLoggerProvider {
        &self.guard.core.logs.bridge.provider
    }

    /// The provider of meters: for instruments of your own. What they count goes to the exporters in
    /// `OTEL_METRICS_EXPORTER` and to the readers of the builder's `with_metric_reader`; when there is
    /// neither, nothing is counted. `init` makes it OpenTelemetry's global one when there is either.
    ///
    /// ```
    /// # use lumigo_core::Lumigo;
    /// use opentelemetry::metrics::MeterProvider;
    ///
    /// let lumigo = Lumigo::builder().build();
    /// let orders = lumigo.meter_provider().meter("shop").u64_counter("orders").build();
    /// orders.add(1, &[]);
    /// ```
    #[cfg(feature = "metrics")]
    #[cfg_attr(docsrs, doc(cfg(feature = "metrics")))]
    pub fn meter_provider(&self) -> &SdkMeterProvider {
        &self.guard.core.metrics.provider
    }

    /// Waits until every span that has ended, and every log record that was made before the call, is
    /// accepted by every backend or dropped, metrics are exported, and the span processors of the host have
    /// flushed.
    ///
    /// Blocks the calling thread for at most `timeout`.
    ///
    /// # Errors
    ///
    /// [`FlushError`] says how many spans or log records are not accepted or were dropped, or that a
    /// processor of the host failed.
    pub fn force_flush(&self, timeout: Duration) -> Result<(), FlushError> {
        self.guard.core.flush_within(timeout)
    }

    /// Ends recording and flushes what is queued, for up to 5 seconds. What is not accepted by then
    /// is dropped and reported. A new `init` is possible afterwards; a `tracing` layer of this
    /// distribution stays with it.
    pub fn shutdown(&self) {
        self.guard.shutdown();
    }

    /// The same with a limit of its own.
    ///
    /// # Errors
    ///
    /// [`FlushError`] says how many spans or log records were not accepted, or that a processor of the
    /// host failed. A second call waits for the first and has its outcome.
    pub fn shutdown_with_timeout(&self, timeout: Duration) -> Result<(), FlushError> {
        self.guard.shutdown_within(timeout).first()
    }

    /// What became of the spans so far.
    pub fn stats(&self) -> Stats {
        self.guard.core.stats()
    }

    /// What became of the log records so far.
    #[cfg(feature = "logs")]
    #[cfg_attr(docsrs, doc(cfg(feature = "logs")))]
    pub fn log_stats(&self) -> LogStats {
        self.guard.core.logs.outlet.counts().into()
    }

    /// What is on, what is off and why. `LUMIGO_DEBUG=true` reports it at the start.
    pub fn diagnostics(&self) -> &Diagnostics {
        &self.guard.core.diagnostics
    }

    pub(crate) fn core(&self) -> &Arc<Core> {
        &self.guard.core
    }
}

impl Guard {
    fn shutdown(&self) {
        let outcomes = self.shutdown_within(SHUTDOWN_TIMEOUT);
        if !outcomes.are_good() {
            diagnostics::warn(format!(
                "not everything was exported before the shutdown: {outcomes}"
            ));
        }
    }

    fn shutdown_within(&self, timeout: Duration) -> Outcomes {
        self.ended.store(true, Relaxed);
        registry::leave(&self.core);
        let outcomes = self.core.shutdown_within(timeout);
        let Stats { sent, dropped, .. } = self.core.stats();
        diagnostics::debug(
            self.core.debug,
            format_args!("shut down; spans sent: {sent}, dropped: {dropped}"),
        );
        if !self.core.logs.outlet.exports.is_empty() {
            let counts = self.core.logs.outlet.counts();
            let (sent, dropped) = (counts.sent, counts.dropped());
            diagnostics::debug(
                self.core.debug,
                format_args!("log records sent: {sent}, dropped: {dropped}"),
            );
        }
        outcomes
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if !self.ended.load(Relaxed) {
            self.shutdown();
        }
    }
}
