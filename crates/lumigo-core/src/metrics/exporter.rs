use crate::config::{MetricSettings, Temporality as Preference};
use crate::export::{Answer, Delivery, Poster, after, print};
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_sdk::error::{OTelSdkError, OTelSdkResult};
use opentelemetry_sdk::metrics::Temporality;
use opentelemetry_sdk::metrics::data::ResourceMetrics;
use opentelemetry_sdk::metrics::exporter::PushMetricExporter;
use prost::Message;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Where metrics go.
pub(super) enum Way {
    Otlp(Poster),
    /// A line of OTLP's JSON form for each export.
    Console,
}

/// Exports what a reader of the SDK has collected, on the reader's thread.
pub(super) struct MetricExporter {
    out: Mutex<Out>,
    timeout: Duration,
    temporality: Temporality,
    is_shut_down: AtomicBool,
}

struct Out {
    way: Way,
    delivery: Delivery,
}

impl MetricExporter {
    pub(super) fn new(way: Way, name: &str, settings: &MetricSettings, debug: bool) -> Self {
        let delivery = Delivery::new("metrics", name, "will be tried again", debug);
        Self {
            out: Mutex::new(Out { way, delivery }),
            timeout: settings.timeout,
            temporality: match settings.temporality {
                Preference::Cumulative => Temporality::Cumulative,
                Preference::Delta => Temporality::Delta,
                Preference::LowMemory => Temporality::LowMemory,
            },
            is_shut_down: AtomicBool::new(false),
        }
    }

    /// Tries until they are accepted, refused, or time is up.
    fn deliver(&self, metrics: &ResourceMetrics) -> bool {
        let count: usize = metrics
            .scope_metrics()
            .map(|scope| scope.metrics().count())
            .sum();
        if count == 0 {
            return true;
        }
        let request = ExportMetricsServiceRequest::from(metrics);
        let deadline = after(self.timeout);
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        let Out { way, delivery } = &mut *out;
        let is_accepted = delivery.deliver(
            || way.post(&request),
            |delay| {
                let has_time = Instant::now() + delay < deadline;
                let tries_again = has_time && !self.is_shut_down.load(Relaxed);
                if tries_again {
                    thread::sleep(delay);
                }
                tries_again
            },
        );
        if is_accepted {
            delivery.accepted(count as u64);
        }
        is_accepted
    }
}

impl PushMetricExporter for MetricExporter {
    async fn export(&self, metrics: &ResourceMetrics) -> OTelSdkResult {
        if self.is_shut_down.load(Relaxed) {
            return Err(OTelSdkError::AlreadyShutdown);
        }
        let failure = || OTelSdkError::InternalFailure("metrics were not exported".to_owned());
        self.deliver(metrics).then_some(()).ok_or_else(failure)
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        self.is_shut_down.store(true, Relaxed);
        Ok(())
    }

    fn temporality(&self) -> Temporality {
        self.temporality
    }
}

impl Way {
    fn post(&mut self, request: &ExportMetricsServiceRequest) -> Answer {
        match self {
            Self::Otlp(poster) => poster.post(request.encode_to_vec()),
            Self::Console => match serde_json::to_string(request) {
                Ok(line) => print(format!("{line}\n").as_bytes()),
                Err(_) => Answer::Refused("they cannot be written as JSON".to_owned()),
            },
        }
    }
}
