mod point;

use std::collections::BTreeMap;

use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::common::v1::InstrumentationScope;
use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use opentelemetry_proto::tonic::metrics::v1::{AggregationTemporality, Metric, ScopeMetrics};
use serde_json::Value;

use crate::span::attributes;

pub use self::point::TestPoint;

/// One metric of one export, received by an [`OtlpSink`](crate::OtlpSink).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct TestMetric {
    /// The name.
    pub name: String,
    /// The description, empty when there is none.
    pub description: String,
    /// The unit, empty when there is none.
    pub unit: String,
    /// `gauge`, `counter`, `up-down counter`, `histogram`, `exponential histogram` or `summary`.
    pub kind: &'static str,
    /// `cumulative` or `delta`; empty for a gauge and a summary.
    pub temporality: &'static str,
    /// One point for each set of attributes.
    pub points: Vec<TestPoint>,
    /// The name of the instrumentation scope.
    pub scope_name: String,
    /// The version of the instrumentation scope, empty when it has none.
    pub scope_version: String,
    /// The attributes of the resource.
    pub resource: BTreeMap<String, Value>,
}

impl TestMetric {
    /// All metrics of an export request, in its order.
    #[must_use]
    pub fn from_request(request: ExportMetricsServiceRequest) -> Vec<Self> {
        let mut metrics = Vec::new();
        for group in request.resource_metrics {
            let resource = attributes(group.resource.unwrap_or_default().attributes);
            for scope_metrics in group.scope_metrics {
                metrics.extend(Self::from_scope(scope_metrics, &resource));
            }
        }
        metrics
    }

    /// The point with these attributes and no others.
    #[must_use]
    pub fn point(&self, attributes: &Value) -> Option<&TestPoint> {
        let matches = |point: &&TestPoint| {
            let found: Value = point.attributes.clone().into_iter().collect();
            found == *attributes
        };
        self.points.iter().find(matches)
    }

    fn from_scope(
        group: ScopeMetrics,
        resource: &BTreeMap<String, Value>,
    ) -> impl Iterator<Item = Self> {
        let scope = group.scope.unwrap_or_default();
        let metrics = group.metrics.into_iter();
        metrics.map(move |metric| Self::from_message(metric, &scope, resource))
    }

    fn from_message(
        metric: Metric,
        scope: &InstrumentationScope,
        resource: &BTreeMap<String, Value>,
    ) -> Self {
        let (kind, temporality) = metric.data.as_ref().map_or(("", ""), kind);
        Self {
            name: metric.name,
            description: metric.description,
            unit: metric.unit,
            kind,
            temporality,
            points: metric.data.map(point::points).unwrap_or_default(),
            scope_name: scope.name.clone(),
            scope_version: scope.version.clone(),
            resource: resource.clone(),
        }
    }
}

fn kind(data: &Data) -> (&'static str, &'static str) {
    let temporality = |value| match AggregationTemporality::try_from(value) {
        Ok(AggregationTemporality::Cumulative) => "cumulative",
        Ok(AggregationTemporality::Delta) => "delta",
        _ => "",
    };
    match data {
        Data::Gauge(_) => ("gauge", ""),
        Data::Sum(sum) if sum.is_monotonic => ("counter", temporality(sum.aggregation_temporality)),
        Data::Sum(sum) => ("up-down counter", temporality(sum.aggregation_temporality)),
        Data::Histogram(data) => ("histogram", temporality(data.aggregation_temporality)),
        Data::ExponentialHistogram(data) => (
            "exponential histogram",
            temporality(data.aggregation_temporality),
        ),
        Data::Summary(_) => ("summary", ""),
    }
}
