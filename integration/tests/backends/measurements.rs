//! Measurements by every kind of instrument.

use lumigo_opentelemetry::Lumigo;
use lumigo_testing::TestMetric;
use opentelemetry::metrics::{Meter, MeterProvider};
use opentelemetry::{Array, InstrumentationScope, KeyValue, Value as Attribute};
use serde_json::{Value, json};

/// What is to arrive of a metric: its points, each with its attributes.
#[derive(Debug)]
pub(crate) struct Expected {
    pub(crate) name: &'static str,
    kind: &'static str,
    temporality: &'static str,
    points: Vec<(Value, Value)>,
}

/// Measures with them all.
pub(crate) fn make_all(lumigo: &Lumigo) -> Vec<Expected> {
    let scope = InstrumentationScope::builder("shop.metrics").with_version("1.0");
    let meter = lumigo.meter_provider().meter_with_scope(scope.build());
    let mut expected = counted(&meter);
    expected.extend(gauged(&meter));
    expected.extend(distributed(&meter));
    expected.extend(observed(&meter));
    expected
}

/// Those whose values are all doubles, without distributions, which count.
pub(crate) fn with_doubles_alone(mut expected: Vec<Expected>) -> Vec<Expected> {
    expected.retain(|one| one.points.iter().all(|(_, value)| value.is_f64()));
    assert!(expected.len() > 3, "{expected:?}");
    expected
}

#[track_caller]
pub(crate) fn assert_same(arrived: &[TestMetric], expected: &[Expected]) {
    for expected in expected {
        let mut matching = arrived.iter().filter(|one| one.name == expected.name);
        let metric = matching.next();
        let metric = metric.unwrap_or_else(|| panic!("{expected:?} is not among {arrived:#?}"));
        assert!(matching.next().is_none(), "{expected:?} came twice");
        assert_one(metric, expected);
    }
    assert_eq!(arrived.len(), expected.len(), "{arrived:#?}");
}

#[track_caller]
fn assert_one(metric: &TestMetric, expected: &Expected) {
    let kind = (metric.kind, metric.temporality);
    assert_eq!(kind, (expected.kind, expected.temporality), "{metric:?}");
    let about = (&*metric.description, &*metric.unit);
    assert_eq!(about, ("caf\u{e9} orders", "{order}"), "{metric:?}");
    let scope = (&*metric.scope_name, &*metric.scope_version);
    assert_eq!(scope, ("shop.metrics", "1.0"), "{metric:?}");
    assert_eq!(metric.points.len(), expected.points.len(), "{metric:?}");
    for (attributes, value) in &expected.points {
        let point = metric.point(attributes);
        let point = point.unwrap_or_else(|| panic!("no {attributes} in {metric:#?}"));
        assert_eq!(point.value, *value, "{metric:?}");
        assert!(point.unix_nano > 0, "{metric:?}");
        assert!(point.start_unix_nano <= point.unix_nano, "{metric:?}");
    }
    assert_eq!(metric.resource["service.name"], "shop", "{metric:?}");
}

fn expect(
    name: &'static str,
    kind: &'static str,
    temporality: &'static str,
    points: impl Into<Vec<(Value, Value)>>,
) -> Expected {
    let points = points.into();
    Expected {
        name,
        kind,
        temporality,
        points,
    }
}

macro_rules! build {
    ($meter:ident.$kind:ident($name:literal)) => {
        $meter
            .$kind($name)
            .with_description("caf\u{e9} orders")
            .with_unit("{order}")
    };
}

fn counted(meter: &Meter) -> Vec<Expected> {
    let orders = build!(meter.u64_counter("orders")).build();
    orders.add(1, &[]);
    orders.add(2, &[KeyValue::new("country", "caf\u{e9}")]);
    orders.add(3, &[KeyValue::new("country", "caf\u{e9}")]);
    let every_type = [
        KeyValue::new("bool", true),
        KeyValue::new("int", -1),
        KeyValue::new("double", 0.5),
        KeyValue::new("list", Attribute::Array(Array::from(vec![1, 2]))),
        KeyValue::new("empty", ""),
    ];
    orders.add(4, &every_type);
    let weight = build!(meter.f64_counter("weight")).build();
    weight.add(0.25, &[]);
    let open = build!(meter.i64_up_down_counter("open")).build();
    open.add(5, &[]);
    open.add(-7, &[]);
    let balance = build!(meter.f64_up_down_counter("balance")).build();
    balance.add(-1.5, &[]);
    let typed = json!({"bool": true, "int": -1, "double": 0.5, "list": [1, 2], "empty": ""});
    vec![
        expect(
            "orders",
            "counter",
            "cumulative",
            [
                (json!({}), json!(1)),
                (json!({"country": "caf\u{e9}"}), json!(5)),
                (typed, json!(4)),
            ],
        ),
        expect(
            "weight",
            "counter",
            "cumulative",
            [(json!({}), json!(0.25))],
        ),
        expect(
            "open",
            "up-down counter",
            "cumulative",
            [(json!({}), json!(-2))],
        ),
        expect(
            "balance",
            "up-down counter",
            "cumulative",
            [(json!({}), json!(-1.5))],
        ),
    ]
}

fn gauged(meter: &Meter) -> Vec<Expected> {
    let temperature = build!(meter.f64_gauge("temperature")).build();
    temperature.record(3.0, &[]);
    temperature.record(-4.5, &[]);
    let depth = build!(meter.i64_gauge("depth")).build();
    depth.record(i64::MIN, &[]);
    let height = build!(meter.u64_gauge("height")).build();
    height.record(9, &[]);
    vec![
        expect("temperature", "gauge", "", [(json!({}), json!(-4.5))]),
        expect("depth", "gauge", "", [(json!({}), json!(i64::MIN))]),
        expect("height", "gauge", "", [(json!({}), json!(9))]),
    ]
}

fn distributed(meter: &Meter) -> Vec<Expected> {
    let bounds = vec![0.0, 10.0, 100.0];
    let duration = build!(meter.f64_histogram("duration")).with_boundaries(bounds.clone());
    let duration = duration.build();
    for value in [-1.0, 0.0, 0.5, 99.5, 1_000.0] {
        duration.record(value, &[]);
    }
    let size = build!(meter.u64_histogram("size"))
        .with_boundaries(Vec::new())
        .build();
    size.record(7, &[]);
    let durations = json!({
        "count": 5, "sum": 1_099.0, "min": -1.0, "max": 1_000.0,
        "bounds": bounds, "buckets": [2, 1, 1, 1],
    });
    let sizes = json!({
        "count": 1, "sum": 7.0, "min": 7.0, "max": 7.0, "bounds": [], "buckets": [],
    });
    vec![
        expect(
            "duration",
            "histogram",
            "cumulative",
            [(json!({}), durations)],
        ),
        expect("size", "histogram", "cumulative", [(json!({}), sizes)]),
    ]
}

fn observed(meter: &Meter) -> Vec<Expected> {
    let here = || [KeyValue::new("where", "here")];
    build!(meter.u64_observable_counter("visits"))
        .with_callback(move |seen| seen.observe(11, &here()))
        .build();
    build!(meter.i64_observable_up_down_counter("queue"))
        .with_callback(move |seen| seen.observe(-3, &here()))
        .build();
    build!(meter.f64_observable_gauge("load"))
        .with_callback(move |seen| seen.observe(0.75, &here()))
        .build();
    let here = || json!({"where": "here"});
    vec![
        expect("visits", "counter", "cumulative", [(here(), json!(11))]),
        expect(
            "queue",
            "up-down counter",
            "cumulative",
            [(here(), json!(-3))],
        ),
        expect("load", "gauge", "", [(here(), json!(0.75))]),
    ]
}
