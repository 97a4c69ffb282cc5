//! All signals, by every protocol, to a collector that was not written here.

use crate::deliveries;
use crate::support::PROTOCOLS;
use integration::collector::Collector;

#[test]
fn every_field_of_every_span_arrives() {
    for protocol in PROTOCOLS {
        deliveries::assert_spans_arrive(protocol, &Collector::start());
    }
}

#[test]
fn every_kind_of_log_record_arrives() {
    for protocol in PROTOCOLS {
        deliveries::assert_log_records_arrive(protocol, &Collector::start());
    }
}

#[test]
fn every_kind_of_metric_arrives() {
    // By JSON the collector takes a part of them alone.
    for protocol in ["http/protobuf", "grpc"] {
        deliveries::assert_metrics_arrive(protocol, &Collector::start());
    }
}
