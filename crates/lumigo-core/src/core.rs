use crate::config::Config;
use crate::diagnostics::Diagnostics;
use crate::export::FlushError;
use crate::filter::EndpointFilter;
use crate::limits::Limits;
use crate::masking::Masks;
use crate::processor::Gate;
use crate::propagation::Propagation;
use crate::stats::{Counters, Stats};
use http::Uri;
use opentelemetry_sdk::trace::SdkTracerProvider;
use std::sync::Arc;
use std::time::Duration;

/// Everything that one `Lumigo` owns and its adapters share.
pub(crate) struct Core {
    pub(crate) provider: SdkTracerProvider,
    pub(crate) gate: Gate,
    pub(crate) propagation: Propagation,
    pub(crate) filter: Arc<EndpointFilter>,
    pub(crate) counters: Arc<Counters>,
    pub(crate) masks: Masks,
    pub(crate) capture_payloads: bool,
    pub(crate) limits: Limits,
    /// The host and port that spans are posted to; requests to there are not traced.
    pub(crate) export_address: Option<(String, u16)>,
    pub(crate) diagnostics: Diagnostics,
    pub(crate) switched_off: bool,
    pub(crate) debug: bool,
    pub(crate) instruments: bool,
    pub(crate) disabled_instrumentations: Vec<String>,
}

impl Core {
    pub(crate) fn new(
        config: Config,
        provider: SdkTracerProvider,
        gate: Gate,
        filter: Arc<EndpointFilter>,
        diagnostics: Diagnostics,
    ) -> Self {
        let exports = gate.queue.is_some();
        Self {
            counters: Arc::clone(&gate.counters),
            provider,
            gate,
            propagation: Propagation::w3c(),
            filter,
            masks: config.masks,
            capture_payloads: config.capture_payloads,
            limits: config.limits,
            export_address: exports.then(|| address(&config.endpoint)).flatten(),
            diagnostics,
            switched_off: config.switch_off,
            debug: config.debug,
            instruments: config.enable_traces && !config.switch_off,
            disabled_instrumentations: config.disabled_instrumentations,
        }
    }

    pub(crate) fn stats(&self) -> Stats {
        let exported = self
            .gate
            .queue
            .as_ref()
            .map(|queue| queue.stats())
            .unwrap_or_default();
        self.counters.complete(exported)
    }

    /// Ends recording, then waits for what is queued.
    pub(crate) fn shutdown_within(&self, timeout: Duration) -> Result<(), FlushError> {
        // The gate keeps the outcome in more detail than the provider passes on, and for everybody.
        let _ = self.provider.shutdown_with_timeout(timeout);
        self.gate.close_within(timeout)
    }

    /// Whether the adapter with one of these names shall work.
    pub(crate) fn allows(&self, names: &[&str]) -> bool {
        let disabled = &self.disabled_instrumentations;
        self.instruments
            && !names
                .iter()
                .any(|name| disabled.iter().any(|other| other == name))
    }
}

impl std::fmt::Debug for Core {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Neither settings nor the resource: they may hold secrets.
        f.debug_struct("Core").finish_non_exhaustive()
    }
}

fn address(endpoint: &str) -> Option<(String, u16)> {
    let endpoint = endpoint.parse::<Uri>().ok()?;
    let default_port = if endpoint.scheme_str() == Some("http") {
        80
    } else {
        443
    };
    Some((
        endpoint.host()?.to_owned(),
        endpoint.port_u16().unwrap_or(default_port),
    ))
}
