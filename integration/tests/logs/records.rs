//! What a record says.

use crate::support::{bodies, log_of, logs_of};
use serde_json::{Value, json};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tracing::Level;

/// The fields of an event, without what tells where it was made.
fn fields(work: impl FnOnce()) -> Value {
    let mut attributes = log_of(work).attributes;
    assert!(attributes.remove("code.file.path").is_some());
    assert!(attributes.remove("code.line.number").is_some());
    attributes.into_iter().collect()
}

#[test]
fn levels_are_severities() {
    let logs = logs_of(|| {
        tracing::trace!("trace");
        tracing::debug!("debug");
        tracing::info!("info");
        tracing::warn!("warn");
        tracing::error!("error");
    });
    let found: Vec<_> = logs
        .iter()
        .map(|log| {
            (
                log.severity_number,
                log.severity_text.as_str(),
                log.body.as_str().unwrap(),
            )
        })
        .collect();
    let expected = [
        (1, "TRACE", "trace"),
        (5, "DEBUG", "debug"),
        (9, "INFO", "info"),
        (13, "WARN", "warn"),
        (17, "ERROR", "error"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn the_message_is_the_body_as_it_is() {
    let logs = logs_of(|| {
        let user = "ada";
        tracing::info!("hello {user}");
        tracing::info!(message = "caf\u{e9} \u{1f600}\n\"quoted\"");
        tracing::info!(message = %"displayed", items = 1);
    });
    let expected = ["hello ada", "caf\u{e9} \u{1f600}\n\"quoted\"", "displayed"];
    assert_eq!(bodies(&logs), expected);
    let log = log_of(|| tracing::info!(items = 3));
    assert_eq!(log.body, Value::Null, "there is no message");
}

#[test]
fn fields_are_attributes_of_their_types() {
    let user = "ada";
    let found = fields(|| {
        tracing::info!(
            text = "text",
            flag = true,
            number = -7_i64,
            small = 7_u8,
            huge = u64::MAX,
            wide = i128::from(i64::MIN),
            wider = u128::MAX,
            float = 1.5,
            not_a_number = f64::NAN,
            displayed = %1.5,
            debugged = ?Some("x"),
            empty = tracing::field::Empty,
            absent = None::<i64>,
            order.id = 9,
            r#type = "gift",
            user,
            "order taken"
        );
    });
    let expected = json!({
        "text": "text",
        "flag": true,
        "number": -7,
        "small": 7,
        "huge": "18446744073709551615",
        "wide": i64::MIN,
        "wider": "340282366920938463463374607431768211455",
        "float": 1.5,
        "not_a_number": "NaN",
        "displayed": "1.5",
        "debugged": "Some(\"x\")",
        "order.id": 9,
        "type": "gift",
        "user": "ada",
    });
    assert_eq!(found, expected);
}

#[test]
fn bytes_stay_bytes() {
    let found = fields(|| tracing::info!(bytes = &b"\xff\x00"[..], "bytes"));
    assert_eq!(found, json!({ "bytes": "ff00" }));
}

#[test]
fn the_target_is_the_scope_and_the_place_is_told() {
    let line = line!() + 1;
    let log = log_of(|| tracing::info!("here"));
    assert_eq!(
        (log.scope_name.as_str(), log.scope_version.as_str()),
        (module_path!(), "")
    );
    assert_eq!(log.attribute("code.file.path"), Some(&file!().into()));
    assert_eq!(log.attribute("code.line.number"), Some(&line.into()));
    assert_eq!(log.attribute("code.module.name"), None, "it is the target");
    let log = log_of(|| tracing::info!(target: "audit", "there"));
    assert_eq!(log.scope_name, "audit");
    assert_eq!(
        log.attribute("code.module.name"),
        Some(&module_path!().into())
    );
}

#[test]
fn a_place_of_the_programs_own_stays() {
    let log = log_of(|| tracing::info!(code.file.path = "query.sql", code.line.number = 1, "here"));
    assert_eq!(log.attribute("code.file.path"), Some(&"query.sql".into()));
    assert_eq!(log.attribute("code.line.number"), Some(&1.into()));
    assert_eq!(log.duplicate_keys, Vec::<String>::new());
}

#[test]
fn only_a_name_that_was_given_makes_an_event() {
    let log = log_of(|| tracing::info!("no name"));
    assert_eq!(log.event_name, "");
    let log = log_of(|| tracing::event!(name: "order.taken", Level::INFO, "a name"));
    assert_eq!(log.event_name, "order.taken");
}

#[test]
fn times_and_resource_are_told() {
    let log = log_of(|| tracing::info!("now"));
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let age = now - Duration::from_nanos(log.unix_nano);
    assert!(age < Duration::from_secs(3600), "{age:?}");
    assert_eq!(log.observed_unix_nano, log.unix_nano);
    let resource = &log.resource;
    assert!(
        resource.contains_key("service.name") && resource.contains_key("lumigo.distro.version")
    );
}

#[test]
fn events_of_telemetry_itself_are_left_out() {
    let logs = logs_of(|| {
        tracing::warn!(target: "lumigo_opentelemetry", "ours");
        tracing::warn!(target: "opentelemetry", "the API's");
        tracing::warn!(target: "opentelemetry_sdk", "the SDK's");
        tracing::warn!(target: "lumigo_opentelemetry_user", "the host's");
    });
    assert_eq!(bodies(&logs), ["the host's"]);
}
