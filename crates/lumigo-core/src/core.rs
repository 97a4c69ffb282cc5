use crate::background::Pending;
use crate::config::{Config, DatabaseSettings, OlderNames};
use crate::diagnostics::Diagnostics;
use crate::export::{Exports, FlushError, Outcomes, after};
use crate::filter::EndpointFilter;
use crate::instrumentation::ChainLimits;
use crate::limits::Limits;
use crate::logs::Logs;
use crate::masking::Masks;
use crate::metrics::Metrics;
use crate::processor::Gate;
use crate::propagation::Propagation;
use crate::stats::{Counters, Stats};
use opentelemetry_sdk::error::OTelSdkError;
use opentelemetry_sdk::trace::SdkTracerProvider;
use std::sync::Arc;
use std::time::{Duration, Instant};

const MOST_FOR_METRICS: Duration = Duration::from_secs(1);

/// Everything that one `Lumigo` owns and its adapters share.
pub(crate) struct Core {
    pub(crate) provider: SdkTracerProvider,
    /// Whether the host has built it.
    pub(crate) has_hosts_provider: bool,
    pub(crate) gate: Gate,
    pub(crate) propagation: Propagation,
    pub(crate) filter: Arc<EndpointFilter>,
    pub(crate) counters: Arc<Counters>,
    pub(crate) masks: Masks,
    pub(crate) capture_payloads: bool,
    /// Whether calls that look for messages and find none have no span.
    pub(crate) filter_empty_polls: bool,
    pub(crate) chained_services: ChainLimits,
    pub(crate) database: DatabaseSettings,
    pub(crate) older_names: OlderNames,
    pub(crate) limits: Limits,
    pub(crate) logs: Logs,
    pub(crate) metrics: Metrics,
    /// The hosts and ports that records are posted to; requests to there are not traced.
    pub(crate) export_addresses: Vec<(String, u16)>,
    pub(crate) diagnostics: Diagnostics,
    pub(crate) switched_off: bool,
    /// Nothing is recorded, but what comes in is passed on.
    pub(crate) sdk_disabled: bool,
    pub(crate) debug: bool,
    pub(crate) instruments: bool,
    pub(crate) disabled_instrumentations: Vec<String>,
}

impl Core {
    pub(crate) fn new(
        config: Config,
        provider: SdkTracerProvider,
        gate: Gate,
        logs: Logs,
        metrics: Metrics,
        filter: Arc<EndpointFilter>,
        diagnostics: Diagnostics,
    ) -> Self {
        let [spans, log_records] = [&*gate.exports, &logs.outlet.exports].map(Exports::addresses);
        let export_addresses = [spans, log_records, metrics.addresses()].concat();
        Self {
            counters: Arc::clone(&gate.counters),
            provider,
            has_hosts_provider: false,
            gate,
            propagation: config.propagation,
            filter,
            masks: config.masks,
            capture_payloads: config.capture_payloads,
            filter_empty_polls: config.filter_empty_polls,
            chained_services: config.chained_services,
            database: config.database,
            older_names: config.older_names,
            limits: config.limits,
            export_addresses,
            logs,
            metrics,
            diagnostics,
            switched_off: config.switch_off,
            sdk_disabled: config.sdk_disabled,
            debug: config.debug,
            instruments: config.enable_traces && !config.switch_off,
            disabled_instrumentations: config.disabled_instrumentations,
        }
    }

    pub(crate) fn stats(&self) -> Stats {
        self.counters.complete(self.gate.exports.counts())
    }

    /// Waits until everything that was recorded before the call has left.
    pub(crate) fn flush_within(&self, timeout: Duration) -> Result<(), FlushError> {
        let deadline = after(timeout);
        let logs = self.logs.outlet.begin_flush();
        let spans = self.gate.flush_within(timeout);
        let logs = logs.wait(deadline);
        // Metrics tell what has become of the others.
        let metrics = self.metrics.begin_flush().wait(deadline);
        spans.and(logs).and(metrics)
    }

    /// Ends recording, then waits for what is queued.
    pub(crate) fn shutdown_within(&self, timeout: Duration) -> Outcomes {
        let end = after(timeout);
        let timeout = timeout.saturating_sub(self.time_for_metrics(timeout));
        let deadline = after(timeout);
        let logs = self.logs.outlet.begin_close();
        let provider = self.shut_provider_down(timeout);
        // It keeps the outcome in more detail than the provider passes on, and for everybody.
        let spans = self.gate.close_within(timeout);
        let spans = spans.and(provider.wait(deadline, FlushError::Processor));
        let logs = self.logs.outlet.end_close(logs, deadline);
        let rest = end.saturating_duration_since(Instant::now());
        let metrics = self.metrics.end_close(self.metrics.begin_close(rest), end);
        Outcomes([spans, logs, metrics])
    }

    /// What is kept of the time for a shutdown: metrics come last, since they tell what has become of the others.
    fn time_for_metrics(&self, timeout: Duration) -> Duration {
        if self.metrics.are_read() {
            MOST_FOR_METRICS.min(timeout / 4)
        } else {
            Duration::ZERO
        }
    }

    /// Begins to shut the provider down. One of the host's own may have processors that take their time.
    fn shut_provider_down(&self, timeout: Duration) -> Pending {
        let provider = self.provider.clone();
        let shut_down = move || {
            let outcome = provider.shutdown_with_timeout(timeout);
            // The outcome of the first time is the gate's to tell.
            matches!(outcome, Ok(()) | Err(OTelSdkError::AlreadyShutdown))
        };
        if self.has_hosts_provider {
            return Pending::start(shut_down);
        }
        shut_down();
        Pending::nothing()
    }

    /// Whether the adapter with one of these names shall work.
    pub(crate) fn allows(&self, names: &[&str]) -> bool {
        let disabled = &self.disabled_instrumentations;
        self.instruments
            && !names.iter().any(|name| {
                disabled
                    .iter()
                    .any(|other| other.eq_ignore_ascii_case(name))
            })
    }
}

impl std::fmt::Debug for Core {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Neither settings nor the resource: they may hold secrets.
        f.debug_struct("Core").finish_non_exhaustive()
    }
}
