//! Secrets inside of texts that are no JSON: URLs anywhere, and what `Debug` makes of an error.

use crate::support::{Registered, failure, recorded};
use lumigo_opentelemetry::wrapped;

const LENGTH: &str = "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT";

#[derive(Debug)]
#[expect(dead_code, reason = "shown by `Debug`")]
struct Creds {
    user: &'static str,
    password: &'static str,
    home: Option<&'static str>,
}

#[wrapped]
fn by_debug(home: Option<&'static str>) -> Result<(), Creds> {
    Err(Creds {
        user: "ada",
        password: "hunter2",
        home,
    })
}

#[wrapped(skip(text))]
fn by_text(text: &str) -> Result<(), String> {
    Err(text.to_owned())
}

#[wrapped]
fn connect(dsn: &str) -> String {
    dsn.to_owned()
}

#[test]
fn secrets_of_an_error_that_has_only_debug_are_masked() {
    let registered = Registered::new();
    by_debug(None).unwrap_err();
    let (_, message) = failure(&registered.span());
    let expected = r#"Creds { user: "ada", password: "****", home: None }"#;
    assert_eq!(message.as_deref(), Some(expected));
}

#[test]
fn secrets_of_urls_are_masked_in_errors() {
    let registered = Registered::new();
    let text = "error sending request for url (https://ada:hunter2@h/?token=SEKRET)";
    by_text(text).unwrap_err();
    // It has the message in its description too.
    let (_, message) = failure(&registered.span());
    let message = message.unwrap();
    let expected = "error sending request for url (https://REDACTED:REDACTED@h/?token=****";
    assert!(message.starts_with(expected), "{message}");
    by_debug(Some("https://ada:hunter2@h/")).unwrap_err();
    let (_, message) = failure(&registered.span());
    let expected =
        r#"Creds { user: "ada", password: "****", home: Some("https://REDACTED:REDACTED@h/") }"#;
    assert_eq!(message.as_deref(), Some(expected));
}

#[test]
fn secrets_of_urls_are_masked_in_arguments_and_return_values() {
    let registered = Registered::new();
    connect("postgres://ada:hunter2@db/shop");
    let expected = [
        Some("[]"),
        Some(r#"{"dsn":"postgres://REDACTED:REDACTED@db/shop"}"#),
        Some(r#""postgres://REDACTED:REDACTED@db/shop""#),
    ];
    assert_eq!(recorded(&registered.span()), expected);
}

#[test]
fn secrets_of_urls_are_masked_wherever_they_are_cut() {
    for limit in 0..60 {
        let limit = limit.to_string();
        let registered = Registered::with(&[(LENGTH, limit.as_str())]);
        connect("a@b postgres://ada:hunter2@db/shop");
        by_text("at https://ada:hunter2@h/?token=hunter2").unwrap_err();
        assert_masked(&registered);
    }
}

/// What is masked away leaves room for what comes after it, down to where reading ended.
#[test]
fn the_beginning_of_a_url_is_never_shown() {
    #[wrapped]
    fn log_in(token: &str, dsn: &str) -> String {
        format!(r#"{{"token":"{token}","dsn":"{dsn}"}}"#)
    }
    let registered = Registered::with(&[(LENGTH, "50")]);
    for length in 0..100 {
        for letter in ["a", "\u{1f600}"] {
            log_in(&letter.repeat(length), "postgres://ada:hunter2@db/shop");
        }
    }
    assert_masked(&registered);
}

#[track_caller]
fn assert_masked(registered: &Registered) {
    for span in registered.recorder().spans() {
        let said = (&span.attributes, &span.events, &span.status);
        let text = format!("{said:?}");
        assert!(!text.contains("hu"), "{text}");
    }
}
