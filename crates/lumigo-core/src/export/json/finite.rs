use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, InstrumentationScope, KeyValue};
use opentelemetry_proto::tonic::resource::v1::Resource;

/// Takes away the numbers that JSON has not, for which backends refuse a request as a whole.
pub(super) trait Finite {
    /// Turns `NaN` and the infinities into text.
    fn make_finite(&mut self);
}

impl<T: Finite> Finite for Option<T> {
    fn make_finite(&mut self) {
        self.iter_mut().for_each(T::make_finite);
    }
}

impl<T: Finite> Finite for Vec<T> {
    fn make_finite(&mut self) {
        self.iter_mut().for_each(T::make_finite);
    }
}

impl Finite for AnyValue {
    fn make_finite(&mut self) {
        match &mut self.value {
            Some(Value::DoubleValue(number)) if !number.is_finite() => {
                let text = match *number {
                    f64::INFINITY => "Infinity",
                    f64::NEG_INFINITY => "-Infinity",
                    _ => "NaN",
                };
                self.value = Some(Value::StringValue(text.to_owned()));
            }
            Some(Value::ArrayValue(array)) => array.values.make_finite(),
            Some(Value::KvlistValue(list)) => list.values.make_finite(),
            _ => {}
        }
    }
}

impl Finite for KeyValue {
    fn make_finite(&mut self) {
        self.value.make_finite();
    }
}

impl Finite for Resource {
    fn make_finite(&mut self) {
        self.attributes.make_finite();
    }
}

impl Finite for InstrumentationScope {
    fn make_finite(&mut self) {
        self.attributes.make_finite();
    }
}

impl Finite for ExportTraceServiceRequest {
    fn make_finite(&mut self) {
        for resource_spans in &mut self.resource_spans {
            resource_spans.resource.make_finite();
            for scope_spans in &mut resource_spans.scope_spans {
                scope_spans.scope.make_finite();
                for span in &mut scope_spans.spans {
                    span.attributes.make_finite();
                    for event in &mut span.events {
                        event.attributes.make_finite();
                    }
                    for link in &mut span.links {
                        link.attributes.make_finite();
                    }
                }
            }
        }
    }
}

#[cfg(feature = "logs")]
mod logs {
    use super::Finite;
    use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;

    impl Finite for ExportLogsServiceRequest {
        fn make_finite(&mut self) {
            for resource_logs in &mut self.resource_logs {
                resource_logs.resource.make_finite();
                for scope_logs in &mut resource_logs.scope_logs {
                    scope_logs.scope.make_finite();
                    for record in &mut scope_logs.log_records {
                        record.body.make_finite();
                        record.attributes.make_finite();
                    }
                }
            }
        }
    }
}

#[cfg(feature = "metrics")]
mod metrics {
    use super::Finite;
    use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
    use opentelemetry_proto::tonic::metrics::v1::metric::Data;
    use opentelemetry_proto::tonic::metrics::v1::{NumberDataPoint, number_data_point::Value};

    impl Finite for ExportMetricsServiceRequest {
        fn make_finite(&mut self) {
            for resource_metrics in &mut self.resource_metrics {
                resource_metrics.resource.make_finite();
                for scope_metrics in &mut resource_metrics.scope_metrics {
                    scope_metrics.scope.make_finite();
                    let metrics = scope_metrics.metrics.iter_mut();
                    metrics
                        .filter_map(|metric| metric.data.as_mut())
                        .for_each(make_points_finite);
                }
            }
        }
    }

    fn make_points_finite(data: &mut Data) {
        match data {
            Data::Gauge(gauge) => keep_finite(&mut gauge.data_points),
            Data::Sum(sum) => keep_finite(&mut sum.data_points),
            Data::Histogram(histogram) => {
                for point in &mut histogram.data_points {
                    point.attributes.make_finite();
                    keep_finite_sums([&mut point.sum, &mut point.min, &mut point.max]);
                }
            }
            Data::ExponentialHistogram(histogram) => {
                for point in &mut histogram.data_points {
                    point.attributes.make_finite();
                    keep_finite_sums([&mut point.sum, &mut point.min, &mut point.max]);
                }
            }
            Data::Summary(_) => {}
        }
    }

    fn keep_finite_sums(sums: [&mut Option<f64>; 3]) {
        for sum in sums {
            *sum = sum.filter(|sum| sum.is_finite());
        }
    }

    /// A point of which nothing can be said is left out.
    fn keep_finite(points: &mut Vec<NumberDataPoint>) {
        points.retain(|point| match point.value {
            Some(Value::AsDouble(number)) => number.is_finite(),
            _ => true,
        });
        for point in points {
            point.attributes.make_finite();
        }
    }
}
