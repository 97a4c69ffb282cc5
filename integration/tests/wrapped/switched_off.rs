//! Without an active distribution, the function is what was written.

use crate::support::{Registered, failure, recorded};
use integration::spans::{PARENT, SAMPLED, TRACE, current};
use lumigo_opentelemetry::opentelemetry::Context;
use lumigo_opentelemetry::opentelemetry::trace::{
    SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState,
};
use lumigo_opentelemetry::wrapped;
use serde::ser::{Serialize, Serializer};
use std::cell::Cell;
use std::panic::catch_unwind;

/// Fails the test when it is serialized.
#[derive(Debug, PartialEq)]
struct Untouchable;

impl Serialize for Untouchable {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        panic!("it was serialized")
    }
}

/// Notes that it is serialized.
struct Asking<'a>(&'a Cell<bool>);

impl Serialize for Asking<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.set(true);
        serializer.serialize_unit()
    }
}

#[wrapped]
fn pass_asking(_value: Asking<'_>) -> String {
    current()
}

/// Panics when it is displayed.
#[derive(Debug, PartialEq)]
struct Unspeakable;

impl std::fmt::Display for Unspeakable {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        panic!("it was displayed")
    }
}

#[wrapped]
fn pass(value: Untouchable, (a, b): (u8, Untouchable)) -> Result<Untouchable, Unspeakable> {
    let _moved = b;
    assert_eq!(current(), "none");
    if a == 0 { Err(Unspeakable) } else { Ok(value) }
}

#[wrapped]
async fn pass_async(value: Untouchable) -> (String, Untouchable) {
    tokio::task::yield_now().await;
    (current(), value)
}

#[wrapped]
fn panicking() -> u8 {
    panic!("as before")
}

#[wrapped]
fn fails(n: u8) -> Result<u8, String> {
    if n == 0 {
        Err("zero".to_owned())
    } else {
        Ok(n)
    }
}

async fn assert_untouched() {
    assert_eq!(pass(Untouchable, (1, Untouchable)), Ok(Untouchable));
    assert_eq!(pass(Untouchable, (0, Untouchable)), Err(Unspeakable));
    let (inside, _) = pass_async(Untouchable).await;
    assert_eq!(inside, "none");
    let panic = catch_unwind(panicking).unwrap_err();
    assert_eq!(panic.downcast_ref::<&str>().unwrap(), &"as before");
}

#[tokio::test]
async fn without_init_nothing_happens() {
    let _turn = Registered::nothing();
    assert_untouched().await;
}

#[tokio::test]
async fn switched_off_nothing_happens() {
    for variable in [
        ("LUMIGO_SWITCH_OFF", "true"),
        ("LUMIGO_ENABLE_TRACES", "false"),
        ("OTEL_SDK_DISABLED", "true"),
        ("LUMIGO_DISABLE_INSTRUMENTATION", "wrapped"),
        ("LUMIGO_DISABLE_INSTRUMENTATION", "tower, wrapped"),
    ] {
        let registered = Registered::with(&[variable]);
        assert_untouched().await;
        assert!(registered.recorder().spans().is_empty(), "{variable:?}");
    }
}

#[test]
fn with_the_sdk_disabled_nothing_happens_under_a_caller_either() {
    let _registered = Registered::with(&[("OTEL_SDK_DISABLED", "true")]);
    let caller = SpanContext::new(
        TraceId::from_hex(TRACE).unwrap(),
        SpanId::from_hex(PARENT).unwrap(),
        TraceFlags::SAMPLED,
        true,
        TraceState::NONE,
    );
    let _attached = Context::new().with_remote_span_context(caller).attach();
    let asked = Cell::new(false);
    assert_eq!(pass_asking(Asking(&asked)), SAMPLED);
    assert!(!asked.get(), "it was serialized");
}

#[tokio::test]
async fn after_shutdown_nothing_happens() {
    let registered = Registered::new();
    registered.lumigo.shutdown();
    assert_untouched().await;
    assert!(registered.recorder().spans().is_empty());
}

#[test]
fn another_name_does_not_switch_it_off() {
    let registered = Registered::with(&[("LUMIGO_DISABLE_INSTRUMENTATION", "tower,reqwest")]);
    fails(1).unwrap();
    assert_eq!(recorded(&registered.span())[2], Some("1"));
}

#[test]
fn without_payloads_there_is_a_span_that_says_how_it_went() {
    #[wrapped]
    fn quiet(value: Untouchable) -> Untouchable {
        value
    }
    let registered = Registered::with(&[("LUMIGO_CAPTURE_PAYLOADS", "false")]);
    quiet(Untouchable);
    assert!(registered.span().attributes.is_empty());
    fails(0).unwrap_err();
    let span = registered.span();
    assert_eq!(failure(&span).1.as_deref(), Some("zero"));
    assert_eq!(recorded(&span), [None; 3]);
}
