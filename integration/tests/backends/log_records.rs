//! Log records that use every field there is, with ordinary and odd values.

use lumigo_opentelemetry::Lumigo;
use lumigo_testing::TestLog;
use opentelemetry::logs::{AnyValue, LogRecord, Logger, LoggerProvider, Severity};
use opentelemetry::trace::{TraceContextExt, Tracer, TracerProvider};
use opentelemetry::{Context, InstrumentationScope, Key};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::time::{Duration, UNIX_EPOCH};
use tracing::Dispatch;
use tracing_subscriber::layer::SubscriberExt;

/// What is to arrive of a record.
#[derive(Debug)]
pub(crate) struct Expected {
    body: Value,
    severity: (i32, &'static str),
    attributes: Value,
    /// The ids of trace and span.
    ids: Option<(String, String)>,
    event_name: &'static str,
    /// When it was made and seen; events of `tracing` have the time of the clock.
    nanoseconds: Option<(u64, u64)>,
    scope: (&'static str, &'static str),
}

/// Makes them all.
pub(crate) fn make_all(lumigo: &Lumigo) -> Vec<Expected> {
    let mut expected = from_events(lumigo);
    expected.extend(from_a_logger(lumigo));
    expected
}

#[track_caller]
pub(crate) fn assert_same(arrived: &[TestLog], expected: &[Expected]) {
    for expected in expected {
        let mut matching = arrived.iter().filter(|log| log.body == expected.body);
        let log = matching.next();
        let log = log.unwrap_or_else(|| panic!("{expected:?} is not among {arrived:#?}"));
        assert!(matching.next().is_none(), "{expected:?} came twice");
        assert_one(log, expected);
    }
    assert_eq!(arrived.len(), expected.len());
}

#[track_caller]
fn assert_one(log: &TestLog, expected: &Expected) {
    let severity = (log.severity_number, &*log.severity_text);
    assert_eq!(severity, expected.severity, "{log:?}");
    let mut attributes = log.attributes.clone();
    // Where it was made, which events tell and others do not.
    attributes.retain(|name, _| !name.starts_with("code."));
    let attributes: Value = attributes.into_iter().collect();
    assert_eq!(attributes, expected.attributes, "{log:?}");
    assert_eq!(log.duplicate_keys, Vec::<String>::new(), "{log:?}");
    let ids = log.trace_id.clone().zip(log.span_id.clone());
    assert_eq!(ids, expected.ids, "{log:?}");
    assert_eq!(log.flags, u32::from(expected.ids.is_some()), "{log:?}");
    assert_eq!(log.event_name, expected.event_name, "{log:?}");
    let nanoseconds = (log.unix_nano, log.observed_unix_nano);
    match expected.nanoseconds {
        Some(expected) => assert_eq!(nanoseconds, expected, "{log:?}"),
        None => assert!(nanoseconds.0 > 0 && nanoseconds.1 > 0, "{log:?}"),
    }
    let scope = (&*log.scope_name, &*log.scope_version);
    assert_eq!(scope, expected.scope, "{log:?}");
    assert_eq!(log.resource["service.name"], "shop", "{log:?}");
}

/// Through the layer, in a span and outside of one.
fn from_events(lumigo: &Lumigo) -> Vec<Expected> {
    let logs = Dispatch::new(tracing_subscriber::registry().with(lumigo.tracing_layer()));
    let tracer = lumigo.tracer_provider().tracer("host");
    let context = Context::new().with_span(tracer.start("work"));
    tracing::dispatcher::with_default(&logs, || {
        let _attached = context.clone().attach();
        tracing::trace!("trace");
        tracing::debug!("debug");
        tracing::info!("info");
        tracing::warn!("warn");
        let text = "caf\u{e9} \u{1f600}";
        tracing::error!(
            text,
            whole = -7,
            half = 0.5,
            flag = true,
            empty = "",
            "error"
        );
    });
    tracing::dispatcher::with_default(&logs, || tracing::info!("outside"));
    let span = context.span().span_context().clone();
    let ids = (span.trace_id().to_string(), span.span_id().to_string());
    let event = |body: &str, severity, attributes, ids| Expected {
        body: body.into(),
        severity,
        attributes,
        ids,
        event_name: "",
        nanoseconds: None,
        scope: (module_path!(), ""),
    };
    let fields = json!({
        "text": "caf\u{e9} \u{1f600}", "whole": -7, "half": 0.5, "flag": true, "empty": "",
    });
    let ids = Some(ids);
    vec![
        event("trace", (1, "TRACE"), json!({}), ids.clone()),
        event("debug", (5, "DEBUG"), json!({}), ids.clone()),
        event("info", (9, "INFO"), json!({}), ids.clone()),
        event("warn", (13, "WARN"), json!({}), ids.clone()),
        event("error", (17, "ERROR"), fields, ids),
        event("outside", (9, "INFO"), json!({}), None),
    ]
}

/// Through the provider, with every type of value as body and as attribute.
fn from_a_logger(lumigo: &Lumigo) -> Vec<Expected> {
    let scope = InstrumentationScope::builder("appender").with_version("2.0");
    let logger = lumigo.logger_provider().logger_with_scope(scope.build());
    let map = HashMap::from([
        (
            Key::new("list"),
            AnyValue::ListAny(Box::new(vec![1.into(), "a".into()])),
        ),
        (Key::new("text"), "caf\u{e9}".into()),
    ]);
    let values = [
        (
            "caf\u{e9} \u{1f600} nul\0 \"quoted\"".into(),
            json!("caf\u{e9} \u{1f600} nul\0 \"quoted\""),
        ),
        (i64::MIN.into(), json!(i64::MIN)),
        (i64::MAX.into(), json!(i64::MAX)),
        (2.5.into(), json!(2.5)),
        (true.into(), json!(true)),
        (
            AnyValue::Bytes(Box::new(vec![0, 255, 128])),
            json!("00ff80"),
        ),
        (AnyValue::ListAny(Box::default()), json!([])),
        (
            AnyValue::Map(Box::new(map)),
            json!({"list": [1, "a"], "text": "caf\u{e9}"}),
        ),
    ];
    let made = (1_720_000_000_000_000_001, 1_720_000_000_999_999_999);
    let expect = |(value, json): (AnyValue, Value)| {
        let mut record = logger.create_log_record();
        record.set_body(value.clone());
        record.add_attribute("value", value);
        record.set_severity_number(Severity::Fatal4);
        record.set_severity_text("FATAL4");
        record.set_event_name("order.taken");
        record.set_timestamp(UNIX_EPOCH + Duration::from_nanos(made.0));
        record.set_observed_timestamp(UNIX_EPOCH + Duration::from_nanos(made.1));
        logger.emit(record);
        Expected {
            body: json.clone(),
            severity: (24, "FATAL4"),
            attributes: json!({ "value": json }),
            ids: None,
            event_name: "order.taken",
            nanoseconds: Some(made),
            scope: ("appender", "2.0"),
        }
    };
    values.into_iter().map(expect).collect()
}
