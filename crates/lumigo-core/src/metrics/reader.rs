use super::schedule::Schedule;
use crate::export::{FLUSH_TIMEOUT, FlushError, after};
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::metrics::data::ResourceMetrics;
use opentelemetry_sdk::metrics::reader::MetricReader;
use opentelemetry_sdk::metrics::{InstrumentKind, ManualReader, Pipeline, Temporality};
use std::sync::{Arc, Weak};
use std::time::Duration;

/// What one of our exporters is to the SDK. The SDK's own periodic reader waits for five seconds in a flush
/// and at the end, whatever it is asked for, and lets flushes queue up behind an export that cannot be
/// made.
#[derive(Clone, Debug)]
pub(super) struct Reader {
    collector: Arc<ManualReader>,
    schedule: Arc<Schedule>,
}

impl Reader {
    pub(super) fn new(temporality: Temporality, schedule: Arc<Schedule>) -> Self {
        let collector = ManualReader::builder().with_temporality(temporality);
        Self {
            collector: Arc::new(collector.build()),
            schedule,
        }
    }
}

impl MetricReader for Reader {
    fn register_pipeline(&self, pipeline: Weak<Pipeline>) {
        self.collector.register_pipeline(pipeline);
    }

    fn collect(&self, metrics: &mut ResourceMetrics) -> OTelSdkResult {
        self.collector.collect(metrics)
    }

    fn force_flush(&self) -> OTelSdkResult {
        let flush = self.schedule.begin_flush();
        outcome(self.schedule.wait(flush, after(FLUSH_TIMEOUT)))
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        let deadline = after(timeout);
        match self.schedule.begin_end(deadline) {
            Some(end) => outcome(self.schedule.wait(end, deadline)),
            // Whoever has begun waits for it.
            None => Ok(()),
        }
    }

    fn temporality(&self, kind: InstrumentKind) -> Temporality {
        self.collector.temporality(kind)
    }
}

fn outcome(is_good: bool) -> OTelSdkResult {
    is_good
        .then_some(())
        .ok_or_else(|| FlushError::Metrics.into())
}

/// A reader of the host's, which the SDK and we share.
#[derive(Clone, Debug)]
pub(super) struct Shared(pub(super) Arc<dyn MetricReader>);

impl MetricReader for Shared {
    fn register_pipeline(&self, pipeline: Weak<Pipeline>) {
        self.0.register_pipeline(pipeline);
    }

    fn collect(&self, metrics: &mut ResourceMetrics) -> OTelSdkResult {
        self.0.collect(metrics)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.0.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.0.shutdown_with_timeout(timeout)
    }

    fn temporality(&self, kind: InstrumentKind) -> Temporality {
        self.0.temporality(kind)
    }
}
