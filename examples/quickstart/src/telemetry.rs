//! The set-up of both services' telemetry.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use lumigo_opentelemetry::{FlushError, Lumigo};
use lumigo_testing::{OtlpSink, TestSpan};

use crate::backend::Backend;

const TIMEOUT: Duration = Duration::from_secs(5);

/// The handles of the shop, of the stock service, and of what receives their spans.
pub(crate) struct Telemetry {
    shop: Lumigo,
    stock: Lumigo,
    backend: Backend,
}

impl Telemetry {
    /// In an application this is one line: `let lumigo = lumigo_opentelemetry::init();`.
    pub(crate) fn start() -> Self {
        let backend = Backend::from_variables();
        let shop = backend
            .configure(lumigo_opentelemetry::builder())
            .with_service_name("shop")
            .with_filtered_server_endpoints(["^/health$"])
            .init();
        // `init` registers one service for the process. The stock service only lives here to keep
        // the example in one process, so it gets a pipeline of its own.
        let stock = backend
            .configure(lumigo_opentelemetry::builder())
            .with_service_name("stock")
            .build();
        Self {
            shop,
            stock,
            backend,
        }
    }

    pub(crate) fn stock(&self) -> &Lumigo {
        &self.stock
    }

    /// Waits until the backend has every span of the shop that has ended.
    pub(crate) fn flush_shop(&self) -> Result<(), FlushError> {
        self.shop.force_flush(TIMEOUT)
    }

    /// The same for the stock service.
    pub(crate) fn flush_stock(&self) -> Result<(), FlushError> {
        self.stock.force_flush(TIMEOUT)
    }

    /// What has arrived in this process; nothing when the spans go elsewhere.
    pub(crate) fn received(&self) -> Vec<TestSpan> {
        self.backend.sink().map(OtlpSink::spans).unwrap_or_default()
    }

    /// Where the spans go; `None` when they stay in this process.
    pub(crate) fn remote(&self) -> Option<&str> {
        match &self.backend {
            Backend::Sink(_) => None,
            Backend::Remote { address, .. } => Some(address),
        }
    }

    /// How many spans went where.
    pub(crate) fn closing_line(&self) -> String {
        let (shop, stock) = (self.shop.stats(), self.stock.stats());
        let dropped = shop.dropped + stock.dropped;
        match &self.backend {
            Backend::Sink(sink) => {
                let spans = sink.spans();
                let traces: BTreeSet<_> = spans.iter().map(|span| &span.trace_id).collect();
                let (spans, traces) = (spans.len(), traces.len());
                format!("received {spans} spans in {traces} traces over OTLP, {dropped} dropped")
            }
            Backend::Remote { address, .. } => {
                let sent = shop.sent + stock.sent;
                format!("sent {sent} spans to {address} over OTLP, {dropped} dropped")
            }
        }
    }

    /// Sends what is left, and ends. Whether everything has arrived; what has not is reported.
    pub(crate) fn shutdown(&self) -> bool {
        let mut arrived = true;
        let deadline = Instant::now() + TIMEOUT;
        for (service, lumigo) in [("shop", &self.shop), ("stock", &self.stock)] {
            let left = deadline.saturating_duration_since(Instant::now());
            if let Err(error) = lumigo.shutdown_with_timeout(left) {
                eprintln!("quickstart: {service}: {error}");
                arrived = false;
            }
        }
        arrived
    }
}
