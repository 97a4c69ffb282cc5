use std::collections::BTreeMap;

use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use opentelemetry_proto::tonic::metrics::v1::number_data_point::Value as Number;
use opentelemetry_proto::tonic::metrics::v1::{
    ExponentialHistogramDataPoint, HistogramDataPoint, NumberDataPoint, SummaryDataPoint,
};
use serde_json::{Value, json};

use crate::span::attributes;

/// What a [`TestMetric`](crate::TestMetric) says for one set of attributes.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct TestPoint {
    /// The attributes.
    pub attributes: BTreeMap<String, Value>,
    /// The number; for a histogram an object with `count`, `sum`, `min`, `max`, `bounds` and `buckets`,
    /// for other distributions one with `count` and `sum`.
    pub value: Value,
    /// The beginning of what it sums up, in nanoseconds since the Unix epoch.
    pub start_unix_nano: u64,
    /// When it was read, in nanoseconds since the Unix epoch.
    pub unix_nano: u64,
}

pub(super) fn points(data: Data) -> Vec<TestPoint> {
    match data {
        Data::Gauge(gauge) => gauge.data_points.into_iter().map(number).collect(),
        Data::Sum(sum) => sum.data_points.into_iter().map(number).collect(),
        Data::Histogram(data) => data.data_points.into_iter().map(histogram).collect(),
        Data::ExponentialHistogram(data) => data.data_points.into_iter().map(exponential).collect(),
        Data::Summary(data) => data.data_points.into_iter().map(summary).collect(),
    }
}

fn number(point: NumberDataPoint) -> TestPoint {
    TestPoint {
        attributes: attributes(point.attributes),
        value: match point.value {
            Some(Number::AsInt(value)) => json!(value),
            Some(Number::AsDouble(value)) => json!(value),
            None => Value::Null,
        },
        start_unix_nano: point.start_time_unix_nano,
        unix_nano: point.time_unix_nano,
    }
}

fn histogram(point: HistogramDataPoint) -> TestPoint {
    TestPoint {
        attributes: attributes(point.attributes),
        value: json!({
            "count": point.count,
            "sum": point.sum,
            "min": point.min,
            "max": point.max,
            "bounds": point.explicit_bounds,
            "buckets": point.bucket_counts,
        }),
        start_unix_nano: point.start_time_unix_nano,
        unix_nano: point.time_unix_nano,
    }
}

fn exponential(point: ExponentialHistogramDataPoint) -> TestPoint {
    TestPoint {
        attributes: attributes(point.attributes),
        value: json!({"count": point.count, "sum": point.sum}),
        start_unix_nano: point.start_time_unix_nano,
        unix_nano: point.time_unix_nano,
    }
}

fn summary(point: SummaryDataPoint) -> TestPoint {
    TestPoint {
        attributes: attributes(point.attributes),
        value: json!({"count": point.count, "sum": point.sum}),
        start_unix_nano: point.start_time_unix_nano,
        unix_nano: point.time_unix_nano,
    }
}
