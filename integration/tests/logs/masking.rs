//! No secret leaves in a log record.

use crate::support::{log_of, logs_with, only};
use lumigo_testing::TestLog;
use serde_json::{Value, json};

fn fields(log: &TestLog) -> Value {
    let mut attributes = log.attributes.clone();
    attributes.retain(|key, _| !key.starts_with("code."));
    attributes.into_iter().collect()
}

#[test]
fn fields_are_masked_by_their_names_whatever_they_hold() {
    let log = log_of(|| {
        tracing::info!(
            password = "hunter2",
            api_key = 7,
            secret_flag = true,
            db.credentials = ?("ada", "hunter2"),
            token = &b"bytes"[..],
            cookie = 1.5,
            user = "ada",
            "signed in"
        );
    });
    let expected = json!({
        "password": "****",
        "api_key": "****",
        "secret_flag": "****",
        "db.credentials": "****",
        "token": "****",
        "cookie": "****",
        "user": "ada",
    });
    assert_eq!(fields(&log), expected);
}

#[test]
fn json_in_bodies_and_fields_is_masked_by_its_keys() {
    let order = r#"{"user": "ada", "password": "hunter2", "nested": {"secret": [1], "ok": 2}}"#;
    let masked = r#"{"user": "ada", "password": "****", "nested": {"secret": "****", "ok": 2}}"#;
    let log = log_of(|| tracing::info!(order, list = %format!("[{order}]"), "{order}"));
    assert_eq!(log.body, masked);
    let expected = json!({ "order": masked, "list": format!("[{masked}]") });
    assert_eq!(fields(&log), expected);
}

#[test]
fn urls_in_bodies_and_fields_are_masked() {
    let url = "https://ada:hunter2@h/p?token=x&page=2";
    let masked = "https://REDACTED:REDACTED@h/p?token=****&page=2";
    let log =
        log_of(|| tracing::info!(url, error = %format!("no answer from <{url}>"), "GET {url}: 1"));
    assert_eq!(log.body, format!("GET {masked}: 1"));
    let expected = json!({ "url": masked, "error": format!("no answer from <{masked}>") });
    assert_eq!(fields(&log), expected);
}

#[test]
fn other_text_stays_as_it_is() {
    for text in [
        "password=hunter2",
        "[worker 1] done",
        "{not json}",
        "[{]",
        "a://b",
        "",
    ] {
        let log = log_of(|| tracing::info!(text, "{text}"));
        assert_eq!(
            (&log.body, &log.attributes["text"]),
            (&text.into(), &text.into())
        );
    }
}

#[test]
fn the_variables_say_what_is_secret() {
    let work = || tracing::info!(password = "x", shoe_size = 42, "{{\"shoe_size\":42}}");
    let variables = [("LUMIGO_SECRET_MASKING_REGEX", r#"["shoe"]"#)];
    let log = only(logs_with(&variables, work));
    assert_eq!(log.body, r#"{"shoe_size":"****"}"#);
    assert_eq!(
        fields(&log),
        json!({ "password": "x", "shoe_size": "****" })
    );
    let variables = [("LUMIGO_WHITELIST_KEYS_REGEXES", r#"["password"]"#)];
    let log = only(logs_with(&variables, work));
    assert_eq!(fields(&log), json!({ "password": "x", "shoe_size": 42 }));
}

#[test]
fn all_and_a_list_that_cannot_be_read_leave_nothing() {
    for list in ["all", "oops"] {
        let variables = [("LUMIGO_SECRET_MASKING_REGEX", list)];
        let log = only(logs_with(&variables, || {
            tracing::info!(items = 3, "order taken")
        }));
        assert_eq!(
            (&log.body, fields(&log)),
            (&"****".into(), json!({ "items": "****" }))
        );
        assert_eq!(log.severity_text, "INFO");
    }
}

#[test]
fn query_parameters_have_a_list_of_their_own() {
    let variables = [(
        "LUMIGO_SECRET_MASKING_REGEX_HTTP_QUERY_PARAMS",
        r#"["page"]"#,
    )];
    let log = only(logs_with(&variables, || {
        tracing::info!("http://h/?page=2&token=x")
    }));
    assert_eq!(log.body, "http://h/?page=****&token=x");
}

#[test]
fn a_url_beside_json_is_masked_once() {
    let log = log_of(|| tracing::info!(r#"got {{"password":"p"}} from http://h/x?token=1&z=2 "#));
    assert!(!log.body.to_string().contains("token=1"), "{:?}", log.body);
    assert_eq!(
        log.body.to_string().matches("****").count(),
        2,
        "{:?}",
        log.body
    );
}
