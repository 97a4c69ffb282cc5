//! When metrics leave, and who gets at their provider.

use crate::support::{
    PATIENCE, PROTOCOLS, all_signals, exporters, host, host_metrics, sink, wait_for_host_metrics,
    with, work,
};
use lumigo_opentelemetry::FlushError;
use lumigo_testing::OtlpSink;
use opentelemetry::metrics::MeterProvider;
use serde_json::json;
use std::time::Duration;

#[test]
fn a_flush_delivers_what_was_measured_before() {
    for protocol in PROTOCOLS {
        let sink = sink(protocol).start();
        let lumigo = with(&all_signals(&sink.base_endpoint(), protocol)).build();
        let meter = lumigo.meter_provider().meter("host");
        let orders = meter.u64_counter("orders").build();
        for count in 1..=3 {
            orders.add(1, &[]);
            lumigo.force_flush(PATIENCE).unwrap();
            let metrics = host_metrics(&sink);
            assert_eq!(metrics.len(), count, "{protocol}");
            let point = metrics[count - 1].point(&json!({})).unwrap();
            assert_eq!(point.value, json!(count), "{protocol}");
        }
    }
}

#[test]
fn a_shutdown_delivers_what_was_not_flushed() {
    for protocol in PROTOCOLS {
        let sink = sink(protocol).start();
        let lumigo = with(&all_signals(&sink.base_endpoint(), protocol)).build();
        work(&lumigo);
        lumigo.shutdown_with_timeout(PATIENCE).unwrap();
        let metrics = host_metrics(&sink);
        assert_eq!(metrics.len(), 1, "{protocol}: {metrics:#?}");
        assert_eq!(metrics[0].points[0].value, json!(1), "{protocol}");
        work(&lumigo);
        drop(lumigo);
        assert_eq!(host_metrics(&sink).len(), 1, "{protocol}: after the end");
    }
}

#[test]
fn every_shutdown_has_the_outcome_of_the_first_and_a_flush_after_it_nothing_to_do() {
    let sink = OtlpSink::start();
    let lumigo = with(&all_signals(&sink.base_endpoint(), "http/protobuf")).build();
    work(&lumigo);
    for _ in 0..2 {
        lumigo.shutdown_with_timeout(PATIENCE).unwrap();
        lumigo.force_flush(PATIENCE).unwrap();
    }
    let nobody = with(&all_signals("http://127.0.0.1:9", "http/protobuf")).build();
    nobody
        .meter_provider()
        .meter("host")
        .u64_counter("orders")
        .build()
        .add(1, &[]);
    for _ in 0..2 {
        let outcome = nobody.shutdown_with_timeout(Duration::from_millis(50));
        assert_eq!(outcome, Err(FlushError::Metrics));
    }
}

#[test]
fn they_leave_again_and_again_by_themselves() {
    let sink = OtlpSink::start();
    let mut variables = all_signals(&sink.base_endpoint(), "http/protobuf");
    variables.retain(|(name, _)| *name != "OTEL_METRIC_EXPORT_INTERVAL");
    variables.push(("OTEL_METRIC_EXPORT_INTERVAL", "20".to_owned()));
    let lumigo = with(&variables).build();
    work(&lumigo);
    let metrics = wait_for_host_metrics(&sink, 3);
    let times: Vec<_> = metrics.iter().map(|one| one.points[0].unix_nano).collect();
    assert!(times.is_sorted_by(|one, next| one < next), "{times:?}");
    lumigo.shutdown();
}

#[test]
fn a_process_that_ends_has_delivered_what_the_global_provider_measured() {
    for plan in ["shutdown", "drop"] {
        for protocol in PROTOCOLS {
            let sink = sink(protocol).start();
            let output = host(plan, &all_signals(&sink.base_endpoint(), protocol));
            assert!(output.status.success(), "{output:?}");
            let metrics = host_metrics(&sink);
            assert_eq!(metrics.len(), 1, "{plan} by {protocol}: {output:?}");
            assert_eq!(metrics[0].name, "orders", "{plan} by {protocol}");
        }
    }
}

#[test]
fn without_an_exporter_nothing_is_measured_for_nobody() {
    for variables in [Vec::new(), exporters("none")] {
        let lumigo = with(&variables).build();
        work(&lumigo);
        lumigo.force_flush(PATIENCE).unwrap();
        lumigo.shutdown_with_timeout(PATIENCE).unwrap();
    }
}

#[test]
fn the_resource_is_the_one_of_the_spans() {
    let sink = OtlpSink::start();
    let lumigo = with(&all_signals(&sink.base_endpoint(), "http/protobuf")).build();
    work(&lumigo);
    lumigo.force_flush(PATIENCE).unwrap();
    assert_eq!(host_metrics(&sink)[0].resource, sink.spans()[0].resource);
}
