//! OTLP over gRPC, to a collector that was not written here.

use crate::deliveries;
use integration::collector::Collector;

const PROTOCOL: &str = "grpc";

#[test]
fn every_field_of_every_span_arrives() {
    let collector = Collector::start();
    deliveries::assert_spans_arrive(PROTOCOL, &collector.grpc_endpoint(), &collector);
}

#[test]
fn every_kind_of_log_record_arrives() {
    let collector = Collector::start();
    deliveries::assert_log_records_arrive(PROTOCOL, &collector.grpc_endpoint(), &collector);
}

#[test]
fn every_kind_of_metric_arrives() {
    let collector = Collector::start();
    deliveries::assert_metrics_arrive(PROTOCOL, &collector.grpc_endpoint(), &collector);
}
