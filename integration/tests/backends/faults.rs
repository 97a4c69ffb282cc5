//! Backends, networks and hosts that do what they should not.

use crate::support::{
    PATIENCE, PROTOCOLS, Variables, all_signals, exporters, host_metrics, sink, with, work,
};
use lumigo_opentelemetry::FlushError;
use lumigo_testing::{Answer, OtlpSink};
use opentelemetry::metrics::MeterProvider;
use opentelemetry::trace::{Tracer, TracerProvider};
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{InMemorySpanExporter, Span, SpanData, SpanProcessor};
use serde_json::json;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A way to a server on which the first connection can die without a word.
struct Way {
    endpoint: String,
    is_first_dead: Arc<AtomicBool>,
}

impl Way {
    fn to(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let server = server.trim_start_matches("http://").to_owned();
        let is_first_dead = Arc::new(AtomicBool::new(false));
        let dead = Arc::clone(&is_first_dead);
        thread::spawn(move || {
            for (number, client) in listener.incoming().enumerate() {
                let dead = (number == 0).then(|| Arc::clone(&dead));
                let (client, server) = (client.unwrap(), TcpStream::connect(&server).unwrap());
                let (to, from) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                let other = dead.clone();
                thread::spawn(|| pass_on(client, server, dead));
                thread::spawn(|| pass_on(from, to, other));
            }
        });
        Self {
            endpoint,
            is_first_dead,
        }
    }
}

fn pass_on(mut from: TcpStream, mut to: TcpStream, dead: Option<Arc<AtomicBool>>) {
    let mut buffer = [0; 65536];
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        let is_dead = dead.as_ref().is_some_and(|dead| dead.load(SeqCst));
        if !is_dead && to.write_all(&buffer[..length]).is_err() {
            return;
        }
    }
}

#[test]
fn a_connection_that_dies_without_a_word_is_left() {
    for protocol in PROTOCOLS {
        let sink = sink(protocol).start();
        let way = Way::to(&sink.base_endpoint());
        let mut variables = all_signals(&way.endpoint, protocol);
        variables.retain(|(name, _)| !name.ends_with("S_EXPORTER"));
        variables.extend([
            ("OTEL_TRACES_EXPORTER", "otlp".to_owned()),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "500".to_owned()),
        ]);
        let lumigo = with(&variables).build();
        let tracer = lumigo.tracer_provider().tracer("host");
        tracer.in_span("before", |_| ());
        lumigo.force_flush(PATIENCE).unwrap();
        way.is_first_dead.store(true, SeqCst);
        tracer.in_span("after", |_| ());
        lumigo.force_flush(PATIENCE).unwrap();
        assert_eq!(sink.spans().len(), 2, "{protocol}");
    }
}

#[test]
fn flushes_that_fail_do_not_pile_up() {
    let sink = OtlpSink::start();
    sink.answer_with(Answer::Status(503));
    let lumigo = with(&all_signals(&sink.base_endpoint(), "http/protobuf")).build();
    work(&lumigo);
    for _ in 0..50 {
        lumigo.force_flush(Duration::from_millis(1)).unwrap_err();
    }
    sink.answer_with(Answer::Accept);
    lumigo.shutdown_with_timeout(PATIENCE).unwrap();
    let counted = host_metrics(&sink).len();
    // The one under way, one that all others wait for, and the last.
    assert!((1..=3).contains(&counted), "{counted} exports of metrics");
}

#[test]
fn what_was_counted_while_a_backend_was_away_is_in_a_later_export() {
    for (temporality, expected) in [("cumulative", vec![6]), ("delta", vec![5, 1])] {
        let sink = OtlpSink::start();
        sink.answer_with(Answer::Status(503));
        let mut variables = all_signals(&sink.base_endpoint(), "http/protobuf");
        variables.extend([
            ("OTEL_METRIC_EXPORT_TIMEOUT", "50".to_owned()),
            (
                "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE",
                temporality.to_owned(),
            ),
        ]);
        let lumigo = with(&variables).build();
        let meter = lumigo.meter_provider().meter("host");
        let orders = meter.u64_counter("orders").build();
        orders.add(5, &[]);
        assert_eq!(lumigo.force_flush(PATIENCE), Err(FlushError::Metrics));
        sink.answer_with(Answer::Accept);
        orders.add(1, &[]);
        lumigo.force_flush(PATIENCE).unwrap();
        let points = host_metrics(&sink)
            .into_iter()
            .flat_map(|metric| metric.points);
        let values: Vec<_> = points.map(|point| point.value).collect();
        assert_eq!(json!(values), json!(expected), "{temporality}");
    }
}

#[test]
fn a_callback_that_panics_costs_metrics_alone() {
    let sink = OtlpSink::start();
    let lumigo = with(&all_signals(&sink.base_endpoint(), "http/protobuf")).build();
    let meter = lumigo.meter_provider().meter("host");
    let gauge = meter.u64_observable_gauge("temperature");
    let _gauge = gauge.with_callback(|_| panic!("too hot")).build();
    work(&lumigo);
    let outcome = lumigo.shutdown_with_timeout(PATIENCE);
    assert_eq!(outcome, Err(FlushError::Metrics));
    assert_eq!((sink.spans().len(), sink.logs().len()), (1, 1));
}

#[test]
fn a_host_may_end_the_provider_of_meters_itself() {
    let sink = OtlpSink::start();
    let lumigo = with(&all_signals(&sink.base_endpoint(), "http/protobuf")).build();
    work(&lumigo);
    lumigo.meter_provider().shutdown().unwrap();
    assert_eq!(host_metrics(&sink).len(), 1);
    lumigo.shutdown_with_timeout(PATIENCE).unwrap();
    assert_eq!(host_metrics(&sink).len(), 1);
}

/// Waits at its end until it is let go.
#[derive(Debug)]
struct Stuck(Mutex<Receiver<()>>);

impl Stuck {
    fn new() -> (Self, Sender<()>) {
        let (let_go, end) = channel();
        (Self(Mutex::new(end)), let_go)
    }
}

impl SpanProcessor for Stuck {
    fn on_start(&self, _: &mut Span, _: &opentelemetry::Context) {}

    fn on_end(&self, _: SpanData) {}

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        let _ = self.0.lock().unwrap().recv();
        Ok(())
    }
}

#[test]
fn a_processor_of_the_hosts_own_provider_holds_up_no_shutdown() {
    let (stuck, let_go) = Stuck::new();
    let lumigo = with(&exporters("none"))
        .with_tracer_provider(|provider| provider.with_span_processor(stuck).build())
        .build();
    let outcome = lumigo.shutdown_with_timeout(Duration::from_millis(50));
    assert_eq!(outcome, Err(FlushError::Processor));
    drop(let_go);
}

#[test]
fn sizes_that_no_memory_has_are_not_taken() {
    for name in ["OTEL_BSP_MAX_QUEUE_SIZE", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE"] {
        let exporter = InMemorySpanExporter::default();
        let variables: Variables = vec![(name, usize::MAX.to_string())];
        let lumigo = with(&variables)
            .with_span_exporter(exporter.clone())
            .build();
        assert_eq!(lumigo.diagnostics().problems().len(), 1);
        lumigo
            .tracer_provider()
            .tracer("host")
            .in_span("work", |_| ());
        lumigo.force_flush(PATIENCE).unwrap();
        assert_eq!(exporter.get_finished_spans().unwrap().len(), 1);
    }
}

#[test]
fn sums_that_json_does_not_have_cost_no_other_metric() {
    let sink = OtlpSink::start();
    let lumigo = with(&all_signals(&sink.base_endpoint(), "http/json")).build();
    let meter = lumigo.meter_provider().meter("host");
    let sizes = meter.f64_histogram("sizes").build();
    sizes.record(f64::MAX, &[]);
    sizes.record(f64::MAX, &[]);
    meter.f64_gauge("heat").build().record(f64::INFINITY, &[]);
    work(&lumigo);
    lumigo.shutdown_with_timeout(PATIENCE).unwrap();
    let metrics = host_metrics(&sink);
    let names: Vec<_> = metrics.iter().map(|metric| metric.name.as_str()).collect();
    assert!(
        names.contains(&"orders") && names.contains(&"sizes"),
        "{names:?}"
    );
}
