//! Log records: what `tracing` and `log` say, on its way to the export.

#[cfg(feature = "logs")]
mod bridge;
mod outlet;

#[cfg(feature = "logs")]
pub use bridge::LogLayer;

#[cfg(feature = "logs")]
pub(crate) use bridge::Bridge;
pub(crate) use outlet::Outlet;

use crate::config::Config;
use opentelemetry_sdk::Resource;
use std::sync::Arc;

/// The way of log records from end to end.
#[derive(Default)]
pub(crate) struct Logs {
    pub(crate) outlet: Arc<Outlet>,
    #[cfg(feature = "logs")]
    pub(crate) bridge: Bridge,
}

impl Logs {
    /// Starts what the settings ask for.
    #[cfg(feature = "logs")]
    pub(crate) fn start(config: &Config, resource: &Resource) -> Self {
        if !config.makes_logs() {
            return Self::default();
        }
        let outlet = Arc::new(Outlet::open(config, resource));
        if outlet.exports.is_empty() && !outlet.dumps() {
            return Self::default();
        }
        let bridge = Bridge::to(&outlet, config);
        Self { outlet, bridge }
    }

    /// Reports that the feature is missing when the settings ask for it.
    #[cfg(not(feature = "logs"))]
    pub(crate) fn start(config: &Config, _: &Resource) -> Self {
        let variables = [
            (config.enable_logs, "LUMIGO_ENABLE_LOGS"),
            (config.logs.exporters.export(), "OTEL_LOGS_EXPORTER"),
        ];
        for (_, name) in variables.into_iter().filter(|(is_on, _)| *is_on) {
            crate::diagnostics::warn(format_args!(
                "{name} has no effect: the feature `logs` of this crate is not on"
            ));
        }
        Self::default()
    }
}

#[cfg(not(feature = "logs"))]
#[cfg(test)]
mod tests;
