use super::super::side::Side;
use super::{HttpInstruments, Measurement};
use crate::Lumigo;
use opentelemetry::{InstrumentationScope, KeyValue, Value};
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::metrics::data::{AggregatedMetrics, Metric, MetricData, ResourceMetrics};
use opentelemetry_sdk::metrics::reader::MetricReader;
use opentelemetry_sdk::metrics::{InstrumentKind, ManualReader, Pipeline, Temporality};
use std::sync::{Arc, Weak};
use std::time::Duration;

const DURATION: &str = "http.server.request.duration";
const ACTIVE: &str = "http.server.active_requests";
const REQUEST_SIZE: &str = "http.server.request.body.size";
const RESPONSE_SIZE: &str = "http.server.response.body.size";
const CLIENT_DURATION: &str = "http.client.request.duration";

/// A distribution whose metrics the test reads.
struct Read {
    lumigo: Lumigo,
    reader: Reader,
    instruments: Arc<HttpInstruments>,
}

/// One set of attributes of an instrument, as `key=value`, and how often or how much was recorded.
#[derive(Debug, PartialEq)]
struct Point {
    attributes: Vec<String>,
    count: u64,
    sum: f64,
}

impl Read {
    fn start() -> Self {
        let reader = Reader(Arc::new(ManualReader::builder().build()));
        let lumigo = Lumigo::builder()
            .with_variables([("OTEL_TRACES_EXPORTER", "none")])
            .with_metric_reader(reader.clone())
            .build();
        let instruments = HttpInstruments::of(lumigo.core(), scope()).unwrap();
        Self {
            lumigo,
            reader,
            instruments,
        }
    }

    fn begin(&self, side: Side, request: &[KeyValue]) -> Measurement {
        Measurement::start(&self.instruments, side, request.to_vec())
    }

    fn collect(&self) -> ResourceMetrics {
        let mut all = ResourceMetrics::default();
        self.reader.collect(&mut all).unwrap();
        all
    }

    fn points(&self, name: &str) -> Vec<Point> {
        let all = self.collect();
        let metrics = all.scope_metrics().flat_map(|scope| scope.metrics());
        let mut found = metrics.filter(|metric| metric.name() == name);
        found.next().map(points).unwrap_or_default()
    }

    fn active(&self) -> Vec<(Vec<String>, f64)> {
        let points = self.points(ACTIVE).into_iter();
        points.map(|point| (point.attributes, point.sum)).collect()
    }
}

fn points(metric: &Metric) -> Vec<Point> {
    let point = |attributes: Vec<&KeyValue>, count, sum| {
        let text = |one: &&KeyValue| format!("{}={}", one.key, one.value);
        let mut attributes: Vec<_> = attributes.iter().map(text).collect();
        attributes.sort();
        Point {
            attributes,
            count,
            sum,
        }
    };
    match metric.data() {
        AggregatedMetrics::F64(MetricData::Histogram(data)) => data
            .data_points()
            .map(|one| point(one.attributes().collect(), one.count(), one.sum()))
            .collect(),
        AggregatedMetrics::U64(MetricData::Histogram(data)) => data
            .data_points()
            .map(|one| point(one.attributes().collect(), one.count(), one.sum() as f64))
            .collect(),
        AggregatedMetrics::I64(MetricData::Sum(data)) if !data.is_monotonic() => data
            .data_points()
            .map(|one| point(one.attributes().collect(), 0, one.value() as f64))
            .collect(),
        other => panic!("{other:?}"),
    }
}

fn scope() -> InstrumentationScope {
    InstrumentationScope::builder("adapter")
        .with_version("1.2.3")
        .build()
}

fn attributes(pairs: &[(&'static str, &'static str)]) -> Vec<KeyValue> {
    let pairs = pairs.iter();
    pairs
        .map(|(key, value)| KeyValue::new(*key, *value))
        .collect()
}

fn request() -> Vec<KeyValue> {
    attributes(&[
        ("http.request.method", "GET"),
        ("url.scheme", "https"),
        ("url.path", "/orders/7"),
        ("http.route", "/orders/{id}"),
        ("server.address", "anything.a.client.likes"),
        ("server.port", "443"),
        ("client.address", "203.0.113.9"),
        ("user_agent.original", "curl"),
        ("network.protocol.version", "1.1"),
        ("mine", "all"),
    ])
}

fn response() -> Vec<KeyValue> {
    let mut response = attributes(&[("error.type", "503"), ("http.response.headers", "{}")]);
    response.push(KeyValue::new("http.response.status_code", 503));
    response
}

#[test]
fn a_request_of_a_server_is_measured_by_what_the_conventions_list() {
    let read = Read::start();
    let measurement = read.begin(Side::Server, &request());
    measurement.end(response(), Some(12), Some(3_000_000_000));
    let expected = [
        "error.type=503",
        "http.request.method=GET",
        "http.response.status_code=503",
        "http.route=/orders/{id}",
        "network.protocol.version=1.1",
        "url.scheme=https",
    ];
    for (name, sum) in [
        (DURATION, None),
        (REQUEST_SIZE, Some(12.0)),
        (RESPONSE_SIZE, Some(3e9)),
    ] {
        let points = read.points(name);
        assert_eq!(points.len(), 1, "{name}: {points:?}");
        assert_eq!(points[0].attributes, expected, "{name}");
        assert_eq!(points[0].count, 1, "{name}");
        assert!(sum.is_none_or(|sum| points[0].sum == sum), "{name}");
        assert!(points[0].sum >= 0.0, "{name}");
    }
    assert!(read.points(CLIENT_DURATION).is_empty());
    drop(read.lumigo);
}

#[test]
fn a_request_of_a_client_has_its_server_and_no_sizes() {
    let read = Read::start();
    let measurement = read.begin(Side::Client, &request());
    assert!(read.active().is_empty());
    measurement.end(response(), Some(12), Some(12));
    let points = read.points(CLIENT_DURATION);
    assert_eq!(points.len(), 1, "{points:?}");
    let expected = [
        "error.type=503",
        "http.request.method=GET",
        "http.response.status_code=503",
        "network.protocol.version=1.1",
        "server.address=anything.a.client.likes",
        "server.port=443",
        "url.scheme=https",
    ];
    assert_eq!(points[0].attributes, expected);
    for name in [DURATION, ACTIVE, REQUEST_SIZE, RESPONSE_SIZE] {
        assert!(read.points(name).is_empty(), "{name}");
    }
}

#[test]
fn a_request_is_active_until_it_is_over_in_any_way() {
    let read = Read::start();
    let active = |count: f64| {
        let attributes = ["http.request.method=GET", "url.scheme=https"];
        vec![(attributes.map(str::to_owned).to_vec(), count)]
    };
    let [ended, dropped] = [(); 2].map(|()| read.begin(Side::Server, &request()));
    assert_eq!(read.active(), active(2.0));
    ended.end(response(), None, None);
    assert_eq!(read.active(), active(1.0));
    drop(dropped);
    assert_eq!(read.active(), active(0.0));
    assert_eq!(read.points(DURATION)[0].count, 1);
    assert!(read.points(REQUEST_SIZE).is_empty());
    assert!(read.points(RESPONSE_SIZE).is_empty());
}

#[test]
fn what_is_known_later_wins() {
    let read = Read::start();
    let measurement = read.begin(Side::Server, &attributes(&[("http.route", "/{*rest}")]));
    measurement.end(attributes(&[("http.route", "/orders")]), None, None);
    assert_eq!(read.points(DURATION)[0].attributes, ["http.route=/orders"]);
}

#[test]
fn the_instruments_are_those_of_the_conventions() {
    let read = Read::start();
    let server = read.begin(Side::Server, &request());
    server.end(Vec::new(), Some(1), Some(1));
    read.begin(Side::Client, &request())
        .end(Vec::new(), None, None);
    let all = read.collect();
    let scopes: Vec<_> = all.scope_metrics().collect();
    assert_eq!(scopes.len(), 1);
    assert_eq!(scopes[0].scope(), &scope());
    let mut found: Vec<_> = scopes[0].metrics().collect();
    found.sort_by_key(|metric| metric.name().to_owned());
    let names: Vec<_> = found.iter().map(|one| (one.name(), one.unit())).collect();
    let expected = [
        (CLIENT_DURATION, "s"),
        (ACTIVE, "{request}"),
        (REQUEST_SIZE, "By"),
        (DURATION, "s"),
        (RESPONSE_SIZE, "By"),
    ];
    assert_eq!(names, expected);
    for metric in found {
        assert!(metric.description().ends_with('.'), "{}", metric.name());
        let AggregatedMetrics::F64(MetricData::Histogram(data)) = metric.data() else {
            continue;
        };
        let bounds: Vec<_> = data.data_points().flat_map(|one| one.bounds()).collect();
        assert_eq!(
            bounds,
            [
                0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0
            ],
            "{}",
            metric.name()
        );
    }
}

#[test]
fn routes_without_end_do_not_need_memory_without_end() {
    const ROUTES: u64 = 3000;
    let read = Read::start();
    for route in 0..ROUTES {
        let route = KeyValue::new("http.route", Value::from(format!("/{route}")));
        read.begin(Side::Server, &[route])
            .end(Vec::new(), None, None);
    }
    let points = read.points(DURATION);
    assert_eq!(points.len(), 2001);
    assert_eq!(points.iter().map(|one| one.count).sum::<u64>(), ROUTES);
    let others = points
        .iter()
        .find(|one| one.attributes == ["otel.metric.overflow=true"]);
    assert_eq!(others.map(|one| one.count), Some(ROUTES - 2000));
}

#[test]
fn nothing_is_measured_for_nobody() {
    for variables in [
        vec![("OTEL_TRACES_EXPORTER", "none")],
        vec![
            ("LUMIGO_SWITCH_OFF", "true"),
            ("OTEL_METRICS_EXPORTER", "console"),
        ],
        vec![
            ("OTEL_SDK_DISABLED", "true"),
            ("OTEL_METRICS_EXPORTER", "console"),
        ],
    ] {
        let lumigo = Lumigo::builder().with_variables(variables.clone()).build();
        let instruments = HttpInstruments::of(lumigo.core(), scope());
        assert!(instruments.is_none(), "{variables:?}");
    }
}

/// A reader that the test keeps.
#[derive(Clone, Debug)]
struct Reader(Arc<ManualReader>);

impl MetricReader for Reader {
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
