//! How much of a text is kept.

use crate::support::{logs_with, only};
use lumigo_testing::TestLog;

const LIMIT: &str = "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT";

fn log_with_limit(limit: &str, text: &str) -> TestLog {
    only(logs_with(&[(LIMIT, limit)], || {
        tracing::info!(text, "{text}")
    }))
}

#[test]
fn bodies_and_fields_are_cut_between_characters() {
    for (limit, text, kept) in [
        ("", "\u{1f600}".repeat(3000), "\u{1f600}".repeat(2048)),
        ("3", "\u{e9}t\u{e9}s".to_owned(), "\u{e9}t\u{e9}".to_owned()),
        (
            "4",
            "\u{e9}t\u{e9}s".to_owned(),
            "\u{e9}t\u{e9}s".to_owned(),
        ),
        ("0", "abc".to_owned(), String::new()),
        ("-1", "x".repeat(100_000), "x".repeat(100_000)),
    ] {
        let log = log_with_limit(limit, &text);
        assert_eq!(
            (&log.body, &log.attributes["text"]),
            (&(&*kept).into(), &(&*kept).into())
        );
    }
}

#[test]
fn the_limit_of_spans_is_not_that_of_logs() {
    let variables = [("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "1")];
    let log = only(logs_with(&variables, || tracing::info!("abc")));
    assert_eq!(log.body, "abc");
}

#[test]
fn what_is_cut_is_masked_first() {
    let secret = "hunter2".repeat(100_000);
    for limit in ["20", "2048"] {
        let text = format!(r#"{{"password": "{secret}", "token": "{secret}"}}"#);
        let log = log_with_limit(limit, &text);
        let body = log.body.as_str().unwrap();
        assert!(
            body.starts_with(r#"{"password": "****"#) && !body.contains("hunter"),
            "{body}"
        );
    }
    for limit in ["1", "7", "30", "2048"] {
        let log = log_with_limit(limit, &format!("to postgres://ada:{secret}@db/shop"));
        assert!(
            !log.body.as_str().unwrap().contains('h'),
            "{limit}: {}",
            log.body
        );
    }
}
