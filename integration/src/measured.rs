//! What tests ask of metrics.

use crate::wire::LIMIT;
use lumigo_opentelemetry::{Lumigo, LumigoBuilder};
use lumigo_testing::{OtlpSink, SpanRecorder, TestMetric};
use serde_json::Value;

/// A distribution that measures, and where its measurements arrive.
#[derive(Debug)]
pub struct Measured {
    // Dropped first: it flushes to the sink.
    /// The distribution.
    pub lumigo: Lumigo,
    sink: OtlpSink,
    /// Its spans.
    pub recorder: SpanRecorder,
}

impl Measured {
    /// One that these variables set up.
    #[must_use]
    pub fn start(variables: &[(&str, &str)]) -> Self {
        let (sink, recorder) = (OtlpSink::start(), SpanRecorder::new());
        let endpoint = sink.metrics_endpoint();
        let lumigo = Lumigo::builder()
            .with_variables([
                ("OTEL_METRICS_EXPORTER", "otlp"),
                ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", &*endpoint),
            ])
            .with_span_processor(recorder.clone());
        let set = |lumigo: LumigoBuilder, (name, value): &(&str, &str)| {
            lumigo.with_variable(*name, *value)
        };
        let lumigo = variables.iter().fold(lumigo, set).build();
        Self {
            lumigo,
            sink,
            recorder,
        }
    }

    /// What was measured until now.
    ///
    /// # Panics
    ///
    /// When it does not arrive.
    #[must_use]
    pub fn all(&self) -> Vec<TestMetric> {
        let before = self.sink.metrics().len();
        self.lumigo.force_flush(LIMIT).unwrap();
        self.sink.metrics().split_off(before)
    }
}

/// The points of a histogram: their attributes, count and sum.
///
/// # Panics
///
/// When there are two metrics with this name.
#[must_use]
pub fn points(metrics: &[TestMetric], name: &str) -> Vec<(Value, Value, Value)> {
    let mut metrics = metrics.iter().filter(|metric| metric.name == name);
    let Some(metric) = metrics.next() else {
        return Vec::new();
    };
    assert!(metrics.next().is_none(), "{name} comes twice");
    let points = metric.points.iter().map(|point| {
        let attributes = point.attributes.clone().into_iter().collect();
        (
            attributes,
            point.value["count"].clone(),
            point.value["sum"].clone(),
        )
    });
    points.collect()
}
