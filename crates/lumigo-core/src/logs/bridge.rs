//! From `tracing` events to masked records: the layer makes records of the SDK, and a processor of its
//! provider cleans them, whoever has made them.
//!
//! `opentelemetry-appender-tracing` is not used: it panics when a field's `Debug` returns an error,
//! forgets the names of fields that hold errors, which masking needs, tells nothing of where a `log`
//! record was made, and calls every event an OpenTelemetry event named after its line.

mod beginning;
mod cleaner;
mod fields;
mod gate;
mod layer;
mod thread_context;

pub use layer::LogLayer;

use super::Outlet;
use crate::config::Config;
use cleaner::Cleaner;
use gate::LogGate;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::logs::SdkLoggerProvider;
use std::sync::Arc;

/// Where log records come from.
pub(crate) struct Bridge {
    pub(crate) provider: SdkLoggerProvider,
    pub(crate) layer: LogLayer,
}

impl Bridge {
    /// Passes everything on to `outlet`.
    pub(super) fn to(outlet: &Arc<Outlet>, config: &Config) -> Self {
        let cleaner = Arc::new(Cleaner::new(&config.masks, config.limits.log_value_length));
        let gate = LogGate::new(Arc::clone(outlet), Arc::clone(&cleaner));
        let provider = empty_provider().with_log_processor(gate).build();
        let layer = LogLayer::new(&provider, cleaner);
        Self { provider, layer }
    }
}

impl Default for Bridge {
    /// Records nothing.
    fn default() -> Self {
        Self {
            provider: empty_provider().build(),
            layer: LogLayer::default(),
        }
    }
}

/// The outlet knows the resource; without one here, the SDK would look for one in the environment.
fn empty_provider() -> opentelemetry_sdk::logs::LoggerProviderBuilder {
    SdkLoggerProvider::builder().with_resource(Resource::builder_empty().build())
}
