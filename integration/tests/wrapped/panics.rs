//! A function that panics: its span tells of it, and the host notices no difference.

use crate::support::{Registered, failure};
use lumigo_opentelemetry::wrapped;
use std::any::Any;
use std::panic::{self, AssertUnwindSafe, catch_unwind, panic_any};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::task::yield_now;

/// No text.
#[derive(Debug, PartialEq)]
struct Payload(u8);

#[wrapped]
fn shout(text: &str) -> u8 {
    panic!("{text}")
}

#[wrapped]
fn fixed() -> u8 {
    panic!("always the same")
}

#[wrapped]
fn odd() -> u8 {
    panic_any(Payload(7))
}

#[wrapped]
async fn later(text: &str) -> u8 {
    yield_now().await;
    panic!("{text}")
}

fn caught<T>(work: impl FnOnce() -> T) -> Box<dyn Any + Send> {
    catch_unwind(AssertUnwindSafe(work)).err().unwrap()
}

#[test]
fn a_panic_is_told_in_an_event() {
    let registered = Registered::new();
    let told = || failure(&registered.span());
    let payload = caught(|| shout("it is small"));
    assert_eq!(payload.downcast_ref::<String>().unwrap(), "it is small");
    assert_eq!(told(), ("panic".to_owned(), Some("it is small".to_owned())));
    let payload = caught(fixed);
    assert_eq!(payload.downcast_ref::<&str>(), Some(&"always the same"));
    assert_eq!(told().1.as_deref(), Some("always the same"));
}

#[test]
fn a_panic_without_a_text_has_no_message() {
    let registered = Registered::new();
    let payload = caught(odd);
    assert_eq!(payload.downcast_ref::<Payload>(), Some(&Payload(7)));
    assert_eq!(failure(&registered.span()), ("panic".to_owned(), None));
}

#[tokio::test]
async fn a_panic_of_a_later_poll_is_told_once() {
    let registered = Registered::new();
    let task = tokio::spawn(later("at the second poll"));
    let payload = task.await.unwrap_err().into_panic();
    let text = payload.downcast_ref::<String>().unwrap();
    assert_eq!(text, "at the second poll");
    let (_, message) = failure(&registered.span());
    assert_eq!(message.as_deref(), Some("at the second poll"));
}

#[test]
fn a_panic_is_told_by_each_function_that_it_leaves() {
    #[wrapped(name = "outer")]
    fn outer() -> u8 {
        fixed()
    }
    let registered = Registered::new();
    caught(outer);
    let spans = registered.recorder().spans();
    assert_eq!(spans.len(), 2);
    assert_eq!(failure(&spans[0]), failure(&spans[1]));
}

#[test]
fn the_panic_hook_runs_once() {
    let registered = Registered::new();
    let (count, thread) = (Arc::new(AtomicUsize::new(0)), std::thread::current().id());
    let before = panic::take_hook();
    let counter = Arc::clone(&count);
    panic::set_hook(Box::new(move |_| {
        let is_ours = std::thread::current().id() == thread;
        counter.fetch_add(usize::from(is_ours), Ordering::Relaxed);
    }));
    caught(fixed);
    panic::set_hook(before);
    assert_eq!(count.load(Ordering::Relaxed), 1);
    failure(&registered.span());
}

#[test]
fn secrets_of_a_message_are_masked_and_the_rest_is_cut() {
    let registered = Registered::new();
    caught(|| shout(r#"{"password": "hunter2", "code": 3}"#));
    let (_, message) = failure(&registered.span());
    let expected = r#"{"password": "****", "code": 3}"#;
    assert_eq!(message.as_deref(), Some(expected));
    drop(registered);
    let limit = ("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "8");
    let registered = Registered::with(&[limit]);
    caught(|| shout("0123456789"));
    let message = registered.span().events[0].attributes["exception.message"].clone();
    assert_eq!(message, "01234567");
}
