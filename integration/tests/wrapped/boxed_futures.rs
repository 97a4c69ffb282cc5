//! Methods under `#[async_trait]`, and other functions that return a boxed future.

use crate::support::{Registered, failure, recorded};
use async_trait::async_trait;
use integration::spans::{current, error_type, traceparent};
use lumigo_opentelemetry::wrapped;
use std::fmt::Display;
use std::pin::Pin;
use std::task::Poll;
use tokio::task::yield_now;

#[async_trait]
trait Store: Send + Sync {
    async fn load(&self, id: u64, password: &str) -> Result<String, std::num::ParseIntError>;

    #[wrapped(name = "default")]
    async fn default_method(&mut self, (a, b): (u8, u8)) -> u8 {
        yield_now().await;
        a + b
    }

    async fn generic<T: Display + Send + Sync>(&self, value: T) -> Option<String>
    where
        Self: Sized;

    async fn unit(self: Box<Self>);
}

struct Shop;

#[async_trait]
impl Store for Shop {
    #[wrapped]
    async fn load(&self, id: u64, password: &str) -> Result<String, std::num::ParseIntError> {
        yield_now().await;
        let number: u64 = password.parse()?;
        Ok(format!("{} {}", number + id, current()))
    }

    #[wrapped(skip(value))]
    async fn generic<T: Display + Send + Sync>(&self, value: T) -> Option<String> {
        let text = Some(value.to_string()).filter(|text| !text.is_empty())?;
        yield_now().await;
        Some(text)
    }

    #[wrapped]
    async fn unit(self: Box<Self>) {
        std::future::pending::<()>().await;
    }
}

#[wrapped]
fn by_hand(mut n: u32) -> Pin<Box<dyn Future<Output = u32> + Send>> {
    Box::pin(async move {
        n += 1;
        yield_now().await;
        n
    })
}

/// More than a future: what is done before it is the function.
#[wrapped(skip_return)]
fn with_a_start(n: u32) -> Pin<Box<dyn Future<Output = u32> + Send>> {
    let doubled = 2 * n;
    Box::pin(async move { doubled })
}

#[tokio::test]
async fn methods_under_async_trait_are_async_functions() {
    let registered = Registered::new();
    let store: Box<dyn Store> = Box::new(Shop);
    let loaded = store.load(1, "41").await.unwrap();
    let span = registered.span();
    assert_eq!(loaded, format!("42 {}", traceparent(&span)));
    let expected = [Some("[]"), Some(r#"{"id":1,"password":"****"}"#)];
    assert_eq!(recorded(&span)[..2], expected);
    assert_eq!(recorded(&span)[2], Some(format!("{loaded:?}").as_str()));
    store.load(1, "x").await.unwrap_err();
    let (error_type, message) = failure(&registered.span());
    assert!(error_type.ends_with("ParseIntError"), "{error_type}");
    assert_eq!(message.as_deref(), Some("invalid digit found in string"));
}

#[tokio::test]
async fn default_and_generic_methods_under_async_trait_have_spans() {
    let registered = Registered::new();
    assert_eq!(Shop.default_method((1, 2)).await, 3);
    let span = registered.span();
    assert_eq!(span.name, "default");
    assert_eq!(recorded(&span), [Some("[[1,2]]"), Some("{}"), Some("3")]);
    assert_eq!(Shop.generic("x").await.unwrap(), "x");
    assert_eq!(recorded(&registered.span())[2], Some(r#""x""#));
}

#[tokio::test]
async fn a_method_under_async_trait_is_cancelled() {
    let registered = Registered::new();
    let mut future = Box::new(Shop).unit();
    assert!(is_pending(&mut future).await);
    drop(future);
    assert_eq!(error_type(&registered.span()), Some("cancelled"));
}

/// Whether it is pending after one poll.
async fn is_pending(future: &mut (impl Future + Unpin)) -> bool {
    std::future::poll_fn(|cx| Poll::Ready(Pin::new(&mut *future).poll(cx).is_pending())).await
}

#[tokio::test]
async fn a_boxed_block_is_an_async_function() {
    let registered = Registered::new();
    let future = by_hand(1);
    assert!(registered.recorder().spans().is_empty());
    assert_eq!(future.await, 2);
    assert_eq!(
        recorded(&registered.span())[1..],
        [Some(r#"{"n":1}"#), Some("2")]
    );
}

#[tokio::test]
async fn a_function_that_makes_a_future_ends_with_the_making() {
    let registered = Registered::new();
    let future = with_a_start(2);
    assert_eq!(
        recorded(&registered.span())[1..],
        [Some(r#"{"n":2}"#), None]
    );
    assert_eq!(future.await, 4);
}
