use super::exporter::{MetricExporter, Way};
use crate::background::Pending;
use crate::config::MetricSettings;
use crate::export::{METRICS, Poster, Route};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::metrics::{MeterProviderBuilder, PeriodicReader, SdkMeterProvider};
use std::fmt;

/// Adds a reader of the host's.
pub(crate) type AddReader = Box<dyn FnOnce(MeterProviderBuilder) -> MeterProviderBuilder + Send>;

/// The provider of the host's instruments, and where what they count goes.
pub(crate) struct Metrics {
    pub(crate) provider: SdkMeterProvider,
    names: Vec<String>,
    readers: usize,
    addresses: Vec<(String, u16)>,
}

impl Metrics {
    /// Starts a thread for each exporter that was named.
    pub(crate) fn start(
        settings: &MetricSettings,
        resource: &Resource,
        readers: Vec<AddReader>,
        debug: bool,
    ) -> Self {
        let mut builder = SdkMeterProvider::builder().with_resource(resource.clone());
        let (mut names, mut addresses) = (Vec::new(), Vec::new());
        for route in settings.exporters.routes() {
            let name = route.name().to_owned();
            let way = match route {
                Route::Otlp(destination) => {
                    addresses.extend(destination.address());
                    Way::Otlp(Poster::new(*destination, &METRICS))
                }
                Route::Console => Way::Console,
            };
            let exporter = MetricExporter::new(way, &name, settings, debug);
            let reader = PeriodicReader::builder(exporter).with_interval(settings.interval);
            builder = builder.with_reader(reader.build());
            names.push(name);
        }
        let added = readers.len();
        let builder = readers
            .into_iter()
            .fold(builder, |builder, add| add(builder));
        Self {
            provider: builder.build(),
            names,
            readers: added,
            addresses,
        }
    }

    /// Whether anybody reads what is counted.
    pub(crate) fn are_read(&self) -> bool {
        !self.names.is_empty() || self.readers > 0
    }

    /// Where they leave to.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// How many readers the host has added.
    pub(crate) fn readers(&self) -> usize {
        self.readers
    }

    /// The hosts and ports that they are posted to.
    pub(crate) fn addresses(&self) -> &[(String, u16)] {
        &self.addresses
    }

    /// Begins to export what was counted before the call.
    pub(crate) fn flush(&self) -> Pending {
        self.begin(|provider| provider.force_flush().is_ok())
    }

    /// Begins to export for the last time.
    pub(crate) fn shutdown(&self) -> Pending {
        self.begin(|provider| provider.shutdown().is_ok())
    }

    fn begin(&self, work: impl FnOnce(SdkMeterProvider) -> bool + Send + 'static) -> Pending {
        if !self.are_read() {
            return Pending::nothing();
        }
        let provider = self.provider.clone();
        Pending::start(move || work(provider))
    }
}

impl Default for Metrics {
    /// Counts nothing.
    fn default() -> Self {
        let builder = SdkMeterProvider::builder().with_resource(Resource::builder_empty().build());
        Self {
            provider: builder.build(),
            names: Vec::new(),
            readers: 0,
            addresses: Vec::new(),
        }
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}
