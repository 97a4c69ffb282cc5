use super::exporter::{Exporter, Way};
use super::own;
use super::reader::Shared;
use super::schedule::{Flush, Schedule};
use crate::background::Pending;
use crate::config::Config;
use crate::diagnostics;
use crate::export::{FlushError, METRICS, Poster, Reports, Route, after};
use crate::logs::Logs;
use crate::processor::Gate;
use opentelemetry::InstrumentationScope;
use opentelemetry::metrics::MeterProvider;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::metrics::SdkMeterProvider;
use opentelemetry_sdk::metrics::reader::MetricReader;
use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

const OWN_SCOPE: &str = "lumigo_opentelemetry";
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The provider of the host's instruments, and where what they count goes.
pub(crate) struct Metrics {
    pub(crate) provider: SdkMeterProvider,
    names: Vec<String>,
    addresses: Vec<(String, u16)>,
    exporters: Vec<Arc<Schedule>>,
    host_readers: Vec<Shared>,
    closed: OnceLock<Result<(), FlushError>>,
}

impl Metrics {
    /// Starts a thread for each exporter that was named.
    pub(crate) fn start(
        config: &Config,
        resource: &Resource,
        readers: Vec<Arc<dyn MetricReader>>,
    ) -> Self {
        let settings = &config.metrics;
        let mut metrics = Self::default();
        let mut provider = SdkMeterProvider::builder().with_resource(resource.clone());
        for route in settings.exporters.routes() {
            let description = route.description();
            let reports = Reports::new("metrics", &route, "will be tried again", config);
            let (way, address) = match route {
                Route::Otlp(destination) => {
                    let address = destination.address();
                    (Way::Otlp(Poster::new(destination, &METRICS)), address)
                }
                Route::Console => (Way::Console, None),
            };
            match Exporter::start(way, reports, settings) {
                Ok((reader, schedule)) => {
                    provider = provider.with_reader(reader);
                    metrics.exporters.push(schedule);
                    metrics.names.push(description);
                    metrics.addresses.extend(address);
                }
                Err(error) => {
                    let kind = error.kind();
                    diagnostics::warn(format_args!("no metrics are exported: {kind}"));
                }
            }
        }
        metrics.host_readers = readers.into_iter().map(Shared).collect();
        for reader in &metrics.host_readers {
            provider = provider.with_reader(reader.clone());
        }
        metrics.provider = provider.build();
        metrics
    }

    /// Adds what becomes of the spans and the log records, when anybody reads it.
    pub(crate) fn observe(&self, gate: &Gate, logs: &Logs) {
        if !self.are_read() {
            return;
        }
        let scope = InstrumentationScope::builder(OWN_SCOPE).with_version(VERSION);
        let meter = self.provider.meter_with_scope(scope.build());
        if !gate.exports.is_empty() {
            let spans = Arc::clone(&gate.exports);
            own::observe_export(&meter, &own::SPANS, move || spans.counts());
            own::observe_left_out(&meter, &gate.counters);
        }
        #[cfg(feature = "logs")]
        if !logs.outlet.exports.is_empty() {
            let outlet = Arc::clone(&logs.outlet);
            own::observe_export(&meter, &own::LOGS, move || outlet.counts());
        }
        #[cfg(not(feature = "logs"))]
        let _ = logs;
    }

    /// Whether anybody reads what is counted.
    pub(crate) fn are_read(&self) -> bool {
        !self.exporters.is_empty() || !self.host_readers.is_empty()
    }

    /// Where they leave to.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// How many readers the host has added.
    pub(crate) fn readers(&self) -> usize {
        self.host_readers.len()
    }

    /// The hosts and ports that they are posted to.
    pub(crate) fn addresses(&self) -> &[(String, u16)] {
        &self.addresses
    }

    /// Begins to export what was counted before the call.
    pub(crate) fn begin_flush(&self) -> MetricFlush<'_> {
        if self.closed.get().is_some() {
            return MetricFlush::default();
        }
        let exporters = self.exporters.iter();
        let begin = |exporter: &'_ Arc<Schedule>| exporter.begin_flush();
        MetricFlush {
            begun: exporters.map(|one| (&**one, begin(one))).collect(),
            readers: self.ask_readers(|reader| reader.force_flush().is_ok()),
        }
    }

    /// Begins to export for the last time.
    pub(crate) fn begin_close(&self, timeout: Duration) -> MetricFlush<'_> {
        let deadline = after(timeout);
        let ends = self.exporters.iter().filter_map(|exporter| {
            let end = exporter.begin_end(deadline)?;
            Some((&**exporter, end))
        });
        let begun = ends.collect();
        let readers = self.ask_readers(move |reader| reader.shutdown_with_timeout(timeout).is_ok());
        MetricFlush { begun, readers }
    }

    /// Waits for what [`begin_close`](Self::begin_close) has begun. A second call waits for the first and
    /// has its outcome.
    pub(crate) fn end_close(
        &self,
        begun: MetricFlush<'_>,
        deadline: Instant,
    ) -> Result<(), FlushError> {
        self.closed.get_or_init(|| begun.wait(deadline)).clone()
    }

    fn ask_readers(&self, job: impl Fn(&Shared) -> bool + Send + 'static) -> Pending {
        if self.host_readers.is_empty() {
            return Pending::nothing();
        }
        let readers = self.host_readers.clone();
        Pending::start(move || readers.iter().filter(|reader| !job(reader)).count() == 0)
    }
}

/// Exports that have begun.
#[derive(Default)]
#[must_use]
pub(crate) struct MetricFlush<'a> {
    begun: Vec<(&'a Schedule, Flush)>,
    readers: Pending,
}

impl MetricFlush<'_> {
    /// Waits until all of them went well.
    pub(crate) fn wait(self, deadline: Instant) -> Result<(), FlushError> {
        let begun = self.begun.into_iter();
        let failures = begun.filter(|(exporter, flush)| !exporter.wait(*flush, deadline));
        let exported = match failures.count() {
            0 => Ok(()),
            _ => Err(FlushError::Metrics),
        };
        exported.and(self.readers.wait(deadline, FlushError::Metrics))
    }
}

impl Default for Metrics {
    /// Counts nothing.
    fn default() -> Self {
        let builder = SdkMeterProvider::builder().with_resource(Resource::builder_empty().build());
        Self {
            provider: builder.build(),
            names: Vec::new(),
            addresses: Vec::new(),
            exporters: Vec::new(),
            host_readers: Vec::new(),
            closed: OnceLock::new(),
        }
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}
