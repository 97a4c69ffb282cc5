//! Every kind of function stays what it was, and has a span.

use crate::support::{Registered, recorded};
use lumigo_opentelemetry::opentelemetry::trace::{SpanKind, Status};
use lumigo_opentelemetry::wrapped;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::rc::Rc;

#[wrapped]
fn add(a: i32, b: i32) -> i32 {
    a + b
}

#[wrapped]
fn nothing() {}

#[wrapped(name = "checkout")]
fn named() {}

/// Documented.
///
/// And on.
#[wrapped]
#[must_use]
#[inline]
pub(crate) fn decorated(r#type: &str) -> String {
    #![allow(clippy::manual_string_new)]
    if r#type.is_empty() {
        return "".to_owned();
    }
    r#type.to_owned()
}

#[wrapped]
fn early(n: Option<u32>) -> Option<u32> {
    let n = n?;
    if n == 0 {
        return None;
    }
    Some(n - 1)
}

#[wrapped]
fn largest<'a, T: PartialOrd + Serialize, const N: usize>(values: &'a [T; N], first: &'a T) -> &'a T
where
    [T; N]: Serialize,
{
    let larger = |a, b| if a > b { a } else { b };
    values.iter().fold(first, larger)
}

#[wrapped(skip_return)]
fn numbers(to: impl Into<u32> + Serialize) -> impl Iterator<Item = u32> {
    0..to.into()
}

#[wrapped(skip_return)]
fn nested_impl(to: u32) -> Result<impl Iterator<Item = impl Display>, String> {
    if to == 0 {
        return Err("none".to_owned());
    }
    Ok((0..to).map(|n| n * 2))
}

#[wrapped(skip_return)]
fn boxed(large: bool) -> Box<dyn Display> {
    if large {
        return Box::new(1_000_000);
    }
    Box::new("small")
}

#[wrapped(skip_return)]
fn function(by: u32) -> impl Fn(u32) -> u32 {
    move |n| n + by
}

#[wrapped]
extern "C" fn foreign(n: u32) -> u32 {
    n + 1
}

#[wrapped]
fn factorial(n: u64) -> u64 {
    if n < 2 { 1 } else { n * factorial(n - 1) }
}

#[derive(Default)]
struct Shop {
    orders: Vec<String>,
    by_name: BTreeMap<String, u32>,
}

impl Shop {
    #[wrapped]
    fn count(&self) -> usize {
        self.orders.len()
    }

    #[wrapped]
    fn order(&mut self, name: &str) -> &mut String {
        self.orders.push(name.to_owned());
        self.orders.last_mut().unwrap()
    }

    #[wrapped]
    fn first(&self) -> Option<&str> {
        let first = self.orders.first()?;
        Some(first)
    }

    #[wrapped]
    fn into_orders(mut self) -> Vec<String> {
        self.orders.reverse();
        self.orders
    }

    #[wrapped]
    fn shared(self: Rc<Self>) -> usize {
        Rc::strong_count(&self)
    }

    #[wrapped(skip_return)]
    fn names(&self) -> impl Iterator<Item = &String> + '_ {
        self.by_name.keys()
    }

    #[wrapped]
    fn entry<'a>(&'a mut self, name: &'a str) -> &'a mut u32 {
        self.by_name.entry(name.to_owned()).or_default()
    }

    #[wrapped]
    fn empty() -> usize {
        Self::default().orders.len()
    }
}

trait Priced {
    fn price(&self, amount: u32) -> u32;

    #[wrapped]
    fn free(&self) -> bool
    where
        Self: Sized,
    {
        self.price(1) == 0
    }
}

impl Priced for Shop {
    #[wrapped(name = "Shop::price")]
    fn price(&self, amount: u32) -> u32 {
        amount * 3
    }
}

#[test]
fn a_function_has_a_span_of_the_scope_lumigo() {
    let registered = Registered::new();
    assert_eq!(add(1, 2), 3);
    let span = registered.span();
    assert_eq!(
        (span.name.as_str(), &span.kind),
        ("LumigoRoot", &SpanKind::Internal)
    );
    assert_eq!(span.scope_name, "lumigo");
    assert_eq!(span.scope_version, env!("CARGO_PKG_VERSION"));
    assert_eq!((&span.status, span.is_root()), (&Status::Unset, true));
    let expected = [Some("[]"), Some(r#"{"a":1,"b":2}"#), Some("3")];
    assert_eq!(recorded(&span), expected);
    assert_eq!(span.attributes.len(), 3);
    nothing();
    assert_eq!(
        recorded(&registered.span()),
        [Some("[]"), Some("{}"), Some("null")]
    );
    named();
    assert_eq!(registered.span().name, "checkout");
}

#[test]
fn free_functions_stay_what_they_are() {
    let registered = Registered::new();
    let recorded = || {
        let span = registered.span();
        let [_, named, returned] = recorded(&span).map(|text| text.map(str::to_owned));
        (named.unwrap(), returned)
    };
    let expect = |named: &str, returned: Option<&str>| {
        assert_eq!(recorded(), (named.to_owned(), returned.map(str::to_owned)));
    };
    assert_eq!(decorated("x"), "x");
    expect(r#"{"type":"x"}"#, Some(r#""x""#));
    assert_eq!(
        (early(None), early(Some(0)), early(Some(3))),
        (None, None, Some(2))
    );
    registered.recorder().clear();
    assert_eq!(*largest::<u8, 2>(&[1, 7], &3), 7);
    expect(r#"{"values":[1,7],"first":3}"#, Some("7"));
    assert_eq!(numbers(2_u8).collect::<Vec<_>>(), [0, 1]);
    expect(r#"{"to":2}"#, None);
    assert_eq!(
        nested_impl(3)
            .unwrap()
            .map(|n| n.to_string())
            .collect::<String>(),
        "024"
    );
    expect(r#"{"to":3}"#, None);
    assert_eq!(
        (boxed(true).to_string(), boxed(false).to_string()),
        ("1000000".into(), "small".into())
    );
    registered.recorder().clear();
    assert_eq!(function(2)(3), 5);
    expect(r#"{"by":2}"#, None);
    assert_eq!(foreign(1), 2);
    expect(r#"{"n":1}"#, Some("2"));
    assert_eq!(factorial(5), 120);
    let tree = registered.recorder().tree();
    assert_eq!(tree.lines().count(), 5);
    assert!(tree.ends_with("\n        INTERNAL LumigoRoot"), "{tree}");
}

#[test]
fn methods_leave_self_out_and_may_return_borrows() {
    let registered = Registered::new();
    let mut shop = Shop::default();
    shop.order("tea").push_str(" and milk");
    assert_eq!(
        recorded(&registered.span())[1..],
        [Some(r#"{"name":"tea"}"#), Some(r#""tea""#)]
    );
    assert_eq!((shop.count(), shop.first()), (1, Some("tea and milk")));
    registered.recorder().clear();
    *shop.entry("a") += 2;
    assert_eq!(recorded(&registered.span())[2], Some("0"));
    assert_eq!(shop.names().count(), 1);
    assert_eq!(recorded(&registered.span())[1..], [Some("{}"), None]);
    assert_eq!((shop.into_orders().len(), Shop::empty()), (1, 0));
    registered.recorder().clear();
    assert_eq!(Rc::new(Shop::default()).shared(), 1);
    assert_eq!(recorded(&registered.span())[1..], [Some("{}"), Some("1")]);
}

#[test]
fn methods_of_traits_have_spans() {
    let registered = Registered::new();
    assert!(!Shop::default().free());
    assert_eq!(
        registered.recorder().tree(),
        "INTERNAL LumigoRoot\n  INTERNAL Shop::price"
    );
}
