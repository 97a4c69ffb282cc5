//! Errors in fields.

use crate::support::log_of;
use lumigo_testing::TestLog;
use std::error::Error;
use std::fmt;

/// An error with its cause.
#[derive(Debug)]
struct Failed(&'static str, Option<Box<Failed>>);

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Error for Failed {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.1.as_deref().map(|cause| cause as _)
    }
}

/// As a field's value.
fn as_field(error: &Failed) -> &(dyn Error + 'static) {
    error
}

fn text<'a>(log: &'a TestLog, key: &str) -> Option<&'a str> {
    log.attribute(key).map(|value| value.as_str().unwrap())
}

#[test]
fn an_error_is_told_under_its_name_and_as_an_exception() {
    let error = Failed("no order", None);
    let log = log_of(|| tracing::error!(error = as_field(&error), "failed"));
    assert_eq!(
        (text(&log, "error"), &log.body),
        (Some("no order"), &"failed".into())
    );
    assert_eq!(text(&log, "exception.message"), Some("no order"));
    assert_eq!(text(&log, "exception.stacktrace"), None);
}

#[test]
fn the_causes_of_an_error_are_told() {
    let cause = Failed("no database", Some(Box::new(Failed("refused", None))));
    let error = Failed("no order", Some(Box::new(cause)));
    let log = log_of(|| tracing::error!(error = as_field(&error), "failed"));
    assert_eq!(
        text(&log, "exception.stacktrace"),
        Some("no order\ncaused by: no database\ncaused by: refused")
    );
}

#[test]
fn of_several_errors_the_first_is_the_exception() {
    let (first, second) = (Failed("first", None), Failed("second", None));
    let log = log_of(|| tracing::error!(a = as_field(&first), b = as_field(&second), "failed"));
    assert_eq!(
        (text(&log, "a"), text(&log, "b")),
        (Some("first"), Some("second"))
    );
    assert_eq!(text(&log, "exception.message"), Some("first"));
    assert_eq!(log.duplicate_keys, Vec::<String>::new());
}

#[test]
fn an_exception_of_the_programs_own_stays() {
    let error = Failed("found", Some(Box::new(Failed("cause", None))));
    let log = log_of(|| {
        tracing::error!(
            exception.message = "given",
            error = as_field(&error),
            "failed"
        );
    });
    assert_eq!(text(&log, "exception.message"), Some("given"));
    assert_eq!(text(&log, "exception.stacktrace"), None);
    assert_eq!(text(&log, "error"), Some("found"));
    assert_eq!(log.duplicate_keys, Vec::<String>::new());
}

#[test]
fn an_error_under_a_secret_name_is_told_nowhere() {
    let error = Failed(
        "hunter2 is no token",
        Some(Box::new(Failed("hunter2", None))),
    );
    let log = log_of(|| tracing::error!(token_error = as_field(&error), "failed"));
    assert_eq!(text(&log, "token_error"), Some("****"));
    assert!(!format!("{log:?}").contains("hunter2"), "{log:?}");
}

#[test]
fn what_an_error_says_is_masked() {
    let error = Failed(
        "http://h/?token=x",
        Some(Box::new(Failed("ftp://a:b@h", None))),
    );
    let log = log_of(|| tracing::error!(error = as_field(&error), "failed"));
    assert_eq!(text(&log, "error"), Some("http://h/?token=****"));
    assert_eq!(
        text(&log, "exception.message"),
        Some("http://h/?token=****")
    );
    assert_eq!(
        text(&log, "exception.stacktrace"),
        Some("http://h/?token=****\ncaused by: ftp://REDACTED:REDACTED@h")
    );
}
