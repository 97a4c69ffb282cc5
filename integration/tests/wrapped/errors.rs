//! A function that fails: what its span says of the error, and how errors are told from values.

use crate::support::{Registered, failure, recorded};
use integration::spans::error_type;
use lumigo_opentelemetry::opentelemetry::trace::Status;
use lumigo_opentelemetry::wrapped;
use serde::Serialize;
use std::error::Error;
use std::fmt::{self, Debug, Display};
use std::io;
use std::panic::catch_unwind;

#[derive(Debug)]
enum PayError {
    Declined { code: u32 },
}

impl Display for PayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Declined { code } = self;
        write!(f, "declined with {code}")
    }
}

impl Error for PayError {}

#[derive(Debug)]
#[expect(dead_code, reason = "shown by `Debug`")]
struct OnlyDebug(u32);

struct Silent;

type PayResult<T = u32, E = PayError> = Result<T, E>;

/// As `anyhow::Error`: no `Error` itself, made from everything.
struct Anyhow(Box<dyn Error>);

impl Display for Anyhow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(&self.0, f)
    }
}

impl<E: Error + 'static> From<E> for Anyhow {
    fn from(error: E) -> Self {
        Self(Box::new(error))
    }
}

#[wrapped]
fn pay(code: u32) -> Result<u32, PayError> {
    if code > 0 {
        return Err(PayError::Declined { code });
    }
    Ok(code)
}

#[wrapped(name = "by alias")]
fn by_alias(code: u32) -> PayResult {
    let paid = pay(code)?;
    Ok(paid + 1)
}

#[wrapped]
fn by_io() -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::NotFound, "no file"))
}

#[wrapped]
fn by_anyhow(text: &str) -> Result<u32, Anyhow> {
    Ok(text.parse::<u32>()?)
}

#[wrapped]
fn by_debug() -> Result<u32, OnlyDebug> {
    Err(OnlyDebug(3))
}

#[wrapped(skip_return)]
fn by_type() -> Result<Silent, Silent> {
    Err(Silent)
}

#[wrapped]
fn by_text() -> Result<u32, &'static str> {
    Err(r#"{"password": "hunter2", "code": 3}"#)
}

#[wrapped]
fn long() -> Result<u32, String> {
    Err("x".repeat(10_000_000))
}

#[wrapped(skip(result))]
fn generic<T: Serialize, E>(result: Result<T, E>) -> Result<T, E> {
    let value = result?;
    Ok(value)
}

#[wrapped(skip(result))]
fn generic_display<T: Serialize, E: Display>(result: Result<T, E>) -> Result<T, E> {
    result
}

#[wrapped(skip(result))]
fn generic_debug<T: Serialize, E: Debug>(result: Result<T, E>) -> Result<T, E> {
    result
}

/// Where the return type is a parameter, its being a `Result` is not known.
#[wrapped]
fn opaque<T: Serialize>(value: T) -> T {
    value
}

struct Panics;

impl Display for Panics {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("while it is displayed")
    }
}

struct Fails;

impl Display for Fails {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Err(fmt::Error)
    }
}

#[wrapped]
fn unspeakable() -> Result<u32, Panics> {
    Err(Panics)
}

#[wrapped]
fn unspoken() -> Result<u32, Fails> {
    Err(Fails)
}

#[wrapped]
fn panicking(n: u32) -> u32 {
    assert!(n > 7, "{n} is small");
    n
}

#[test]
fn an_error_marks_the_span_and_is_told_in_an_event() {
    let registered = Registered::new();
    pay(51).unwrap_err();
    let (error_type, message) = failure(&registered.span());
    assert!(error_type.starts_with("wrapped::") && error_type.ends_with("::PayError"));
    assert_eq!(message.as_deref(), Some("declined with 51"));
}

#[test]
fn a_value_is_recorded_without_its_ok() {
    let registered = Registered::new();
    pay(0).unwrap();
    let span = registered.span();
    assert_eq!(
        (recorded(&span)[2], &span.status),
        (Some("0"), &Status::Unset)
    );
    assert!(span.events.is_empty());
}

#[test]
fn a_result_is_recognized_behind_every_alias() {
    let registered = Registered::new();
    by_alias(1).unwrap_err();
    let spans = registered.recorder().spans();
    assert_eq!(
        registered.recorder().tree(),
        "INTERNAL by alias\n  INTERNAL LumigoRoot"
    );
    assert_eq!(failure(&spans[0]), failure(&spans[1]));
    registered.recorder().clear();
    by_io().unwrap_err();
    let expected = (
        "std::io::error::Error".to_owned(),
        Some("no file".to_owned()),
    );
    assert_eq!(failure(&registered.span()), expected);
    assert!(by_anyhow("x").is_err());
    let (error_type, message) = failure(&registered.span());
    assert!(error_type.ends_with("::Anyhow"));
    assert_eq!(message.as_deref(), Some("invalid digit found in string"));
}

#[test]
fn an_error_says_what_its_type_lets_it_say() {
    let registered = Registered::new();
    by_debug().unwrap_err();
    assert_eq!(
        failure(&registered.span()).1.as_deref(),
        Some("OnlyDebug(3)")
    );
    assert!(by_type().is_err());
    assert_eq!(failure(&registered.span()).1, None);
    by_text().unwrap_err();
    let expected = r#"{"password": "****", "code": 3}"#;
    assert_eq!(failure(&registered.span()).1.as_deref(), Some(expected));
}

#[test]
fn in_generic_functions_an_error_says_what_its_bounds_promise() {
    let registered = Registered::new();
    let message = |_: Result<u32, &str>| failure(&registered.span()).1;
    assert_eq!(message(generic(Err("bad"))), None);
    assert_eq!(message(generic_display(Err("bad"))).as_deref(), Some("bad"));
    assert_eq!(
        message(generic_debug(Err("bad"))).as_deref(),
        Some(r#""bad""#)
    );
    assert_eq!(generic::<u32, Silent>(Ok(3)).ok(), Some(3));
    assert_eq!(recorded(&registered.span())[2], Some("3"));
    opaque(Err::<u32, _>("bad")).unwrap_err();
    let span = registered.span();
    assert_eq!(recorded(&span)[2], Some(r#"{"Err":"bad"}"#));
    assert_eq!(span.status, Status::Unset);
}

#[test]
fn a_long_message_is_cut() {
    let registered = Registered::new();
    long().unwrap_err();
    let span = registered.span();
    let message = span.events[0].attributes["exception.message"].as_str();
    assert_eq!(message, Some("x".repeat(2048).as_str()));
    let Status::Error { description } = span.status else {
        panic!("the span has failed");
    };
    assert_eq!(
        description,
        format!("alloc::string::String: {}", "x".repeat(2025))
    );
}

#[test]
fn a_message_that_cannot_be_told_is_left_out() {
    let registered = Registered::new();
    assert!(unspeakable().is_err());
    assert_eq!(failure(&registered.span()).1, None);
    assert!(unspoken().is_err());
    assert_eq!(failure(&registered.span()).1, None);
}

#[test]
fn a_panic_goes_on_and_is_recorded() {
    let registered = Registered::new();
    let panic = catch_unwind(|| panicking(7)).unwrap_err();
    assert_eq!(panic.downcast_ref::<String>().unwrap(), "7 is small");
    let span = registered.span();
    let expected = ("panic".to_owned(), Some("7 is small".to_owned()));
    assert_eq!(failure(&span), expected);
    assert_eq!(recorded(&span), [Some("[]"), Some(r#"{"n":7}"#), None]);
    assert_eq!(panicking(8), 8);
    assert_eq!(error_type(&registered.span()), None);
}
