//! Log appenders of other kinds, through the provider.

use crate::support::{PATIENCE, logging_to, only, with};
use lumigo_testing::OtlpSink;
use opentelemetry::Key;
use opentelemetry::logs::{AnyValue, LogRecord, Logger, LoggerProvider, Severity};
use serde_json::json;
use std::collections::HashMap;

#[test]
fn what_other_appenders_emit_is_masked_and_sent() {
    let sink = OtlpSink::start();
    let lumigo = logging_to(&sink).build();
    let logger = lumigo.logger_provider().logger("appender");
    assert!(logger.event_enabled(Severity::Info, "any", None));
    let mut record = logger.create_log_record();
    let user = HashMap::from([
        (Key::new("name"), "ada".into()),
        (Key::new("password"), AnyValue::from("hunter2")),
    ]);
    record.set_body(AnyValue::Map(Box::new(user.clone())));
    let users = AnyValue::ListAny(Box::new(vec![AnyValue::Map(Box::new(user))]));
    record.add_attribute("users", users);
    logger.emit(record);
    lumigo.force_flush(PATIENCE).unwrap();
    let log = only(sink.logs());
    let masked = json!({ "name": "ada", "password": "****" });
    assert_eq!(
        (&log.body, &log.attributes["users"]),
        (&masked, &json!([masked]))
    );
    assert_eq!(log.scope_name, "appender");
    assert!(
        log.unix_nano == 0 && log.observed_unix_nano > 0,
        "it told no time"
    );
}

#[test]
fn without_logs_the_provider_records_nothing() {
    let lumigo = with(&[("LUMIGO_TRACER_TOKEN", "t_test")]).build();
    let logger = lumigo.logger_provider().logger("appender");
    assert!(!logger.event_enabled(Severity::Error, "any", None));
    logger.emit(logger.create_log_record());
    assert_eq!(lumigo.log_stats(), Default::default());
}
