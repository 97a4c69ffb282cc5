//! Async functions: the span lives from the first poll to the outcome.

use crate::support::{Registered, failure, recorded};
use integration::spans::{current, error_type, in_span, traceparent};
use lumigo_opentelemetry::wrapped;
use std::cell::Cell;
use std::fmt::Display;
use std::future::pending;
use std::rc::Rc;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::task::yield_now;

#[wrapped]
async fn add(a: i32, b: i32) -> i32 {
    yield_now().await;
    a + b
}

#[wrapped]
async fn where_am_i() -> Vec<String> {
    let before = current();
    yield_now().await;
    vec![before, current()]
}

#[wrapped(name = "outer")]
async fn outer(n: u32) -> u32 {
    yield_now().await;
    let (a, b) = tokio::join!(inner(n), inner(n + 1));
    yield_now().await;
    a + b
}

#[wrapped(name = "inner")]
async fn inner(n: u32) -> u32 {
    yield_now().await;
    n
}

#[wrapped(skip(polled))]
async fn never(polled: oneshot::Sender<()>) {
    polled.send(()).unwrap();
    pending::<()>().await;
}

#[wrapped]
async fn failing(n: Option<u32>) -> Result<u32, Box<dyn std::error::Error + Send + Sync>> {
    let n = n.ok_or("nothing")?;
    yield_now().await;
    if n == 0 {
        return Err("zero".into());
    }
    Ok(n)
}

#[wrapped]
async fn panicking(n: u32) -> u32 {
    yield_now().await;
    panic!("at {n}")
}

#[wrapped(skip_return)]
async fn boxed(n: u32) -> Box<dyn Display + Send> {
    if n == 0 {
        return Box::new("zero");
    }
    Box::new(n)
}

#[wrapped(skip_return)]
async fn displayed(n: u32) -> impl Display {
    n
}

#[wrapped(skip(n))]
async fn local(n: Rc<Cell<u32>>) -> u32 {
    yield_now().await;
    n.get()
}

struct Shop {
    orders: Vec<String>,
}

impl Shop {
    #[wrapped]
    async fn order(&mut self, name: &str) -> &mut String {
        yield_now().await;
        self.orders.push(name.to_owned());
        self.orders.last_mut().unwrap()
    }

    #[wrapped]
    async fn first<'a>(&'a self, default: &'a str) -> &'a str {
        self.orders.first().map_or(default, |first| first)
    }

    #[wrapped]
    async fn close(self) -> usize {
        yield_now().await;
        self.orders.len()
    }
}

trait Store {
    async fn load(&self, id: u64) -> Result<String, std::fmt::Error>;
}

impl Store for Shop {
    #[wrapped]
    async fn load(&self, id: u64) -> Result<String, std::fmt::Error> {
        yield_now().await;
        let order = self.orders.get(usize::try_from(id).unwrap_or(0));
        order.cloned().ok_or(std::fmt::Error)
    }
}

fn assert_send<T: Send>(future: T) -> T {
    future
}

#[tokio::test]
async fn an_async_function_has_a_span() {
    let registered = Registered::new();
    let future = assert_send(add(1, 2));
    assert!(registered.recorder().spans().is_empty());
    assert_eq!(future.await, 3);
    let expected = [Some("[]"), Some(r#"{"a":1,"b":2}"#), Some("3")];
    assert_eq!(recorded(&registered.span()), expected);
}

#[tokio::test]
async fn the_span_is_current_across_awaits_and_not_outside() {
    let registered = Registered::new();
    let inside = where_am_i().await;
    let span = registered.span();
    assert_eq!(inside, [traceparent(&span), traceparent(&span)]);
    assert_eq!(current(), "none");
}

#[tokio::test]
async fn spans_of_concurrent_functions_are_siblings() {
    let registered = Registered::new();
    assert_eq!(in_span(&registered.lumigo, "work", outer(1)).await, 3);
    let expected = "INTERNAL work\n  INTERNAL outer\n    INTERNAL inner\n    INTERNAL inner";
    assert_eq!(registered.recorder().tree(), expected);
}

#[tokio::test]
async fn on_several_threads_every_function_has_its_own_span() {
    let registered = Registered::new();
    let tasks: Vec<_> = (0..16).map(|n| tokio::spawn(outer(n))).collect();
    for task in tasks {
        task.await.unwrap();
    }
    let spans = registered.recorder().spans();
    let roots: Vec<_> = spans.iter().filter(|span| span.is_root()).collect();
    assert_eq!((spans.len(), roots.len()), (48, 16));
    for root in roots {
        let of_trace = |name: &str| {
            let of = |span: &&lumigo_testing::TestSpan| {
                span.trace_id == root.trace_id && span.name == name
            };
            spans.iter().filter(of).count()
        };
        assert_eq!((of_trace("outer"), of_trace("inner")), (1, 2));
    }
}

#[tokio::test]
async fn a_future_that_is_dropped_was_cancelled() {
    let registered = Registered::new();
    let (polled, was_polled) = oneshot::channel();
    tokio::select! {
        () = never(polled) => unreachable!("it is pending"),
        polled = was_polled => polled.unwrap(),
    }
    let span = registered.span();
    assert_eq!(error_type(&span), Some("cancelled"));
    assert_eq!(recorded(&span), [Some("[]"), Some("{}"), None]);
}

#[tokio::test]
async fn a_future_that_is_not_polled_has_no_span() {
    let registered = Registered::new();
    drop(add(1, 2));
    assert!(registered.recorder().spans().is_empty());
}

#[tokio::test]
async fn errors_leave_by_every_way() {
    let registered = Registered::new();
    for (n, message) in [(None, "nothing"), (Some(0), "zero")] {
        failing(n).await.unwrap_err();
        let (_, said) = failure(&registered.span());
        assert_eq!(said.as_deref(), Some(message));
    }
    assert_eq!(failing(Some(1)).await.unwrap(), 1);
    assert_eq!(recorded(&registered.span())[2], Some("1"));
}

#[tokio::test]
async fn a_panic_goes_on_and_is_recorded() {
    let registered = Registered::new();
    let panic = tokio::spawn(panicking(7)).await.unwrap_err().into_panic();
    assert_eq!(panic.downcast_ref::<String>().unwrap(), "at 7");
    let span = registered.span();
    let expected = ("panic".to_owned(), Some("at 7".to_owned()));
    assert_eq!(failure(&span), expected);
    assert_eq!(recorded(&span), [Some("[]"), Some(r#"{"n":7}"#), None]);
}

#[tokio::test]
async fn types_that_need_a_hint_are_inferred() {
    let registered = Registered::new();
    assert_eq!(assert_send(boxed(0)).await.to_string(), "zero");
    assert_eq!(boxed(1).await.to_string(), "1");
    assert_eq!(displayed(1).await.to_string(), "1");
    assert_eq!(local(Rc::new(Cell::new(2))).await, 2);
    assert_eq!(registered.recorder().spans().len(), 4);
}

#[tokio::test]
async fn methods_may_return_borrows() {
    let registered = Registered::new();
    let mut shop = Shop { orders: Vec::new() };
    assert_send(shop.order("tea")).await.push_str(" and milk");
    assert_eq!(
        recorded(&registered.span())[1..],
        [Some(r#"{"name":"tea"}"#), Some(r#""tea""#)]
    );
    assert_eq!(shop.first("nothing").await, "tea and milk");
    assert_eq!(shop.load(0).await.unwrap(), "tea and milk");
    shop.load(1).await.unwrap_err();
    assert_eq!(registered.recorder().spans().len(), 3);
    assert_eq!(shop.close().await, 1);
}

#[tokio::test]
async fn other_attributes_may_stand_above_and_below() {
    #[wrapped]
    #[tracing::instrument(skip_all)]
    async fn above(n: u8) -> Result<u8, String> {
        yield_now().await;
        Ok(n)
    }
    #[tracing::instrument(skip_all)]
    #[wrapped]
    async fn below(n: u8) -> Result<u8, String> {
        yield_now().await;
        Err(n.to_string())
    }
    let registered = Registered::new();
    above(1).await.unwrap();
    assert_eq!(
        recorded(&registered.span())[1..],
        [Some(r#"{"n":1}"#), Some("1")]
    );
    below(2).await.unwrap_err();
    let span = registered.span();
    assert_eq!(recorded(&span)[1], Some(r#"{"n":2}"#));
    assert_eq!(failure(&span).1.as_deref(), Some("2"));
}

#[tokio::test]
async fn a_function_that_waits_for_a_timer_is_one_span() {
    #[wrapped]
    async fn wait(milliseconds: u64) -> bool {
        let forever = pending::<()>();
        let limit = Duration::from_millis(milliseconds);
        tokio::time::timeout(limit, forever).await.is_err()
    }
    let registered = Registered::new();
    assert!(wait(1).await);
    assert_eq!(recorded(&registered.span())[2], Some("true"));
}
