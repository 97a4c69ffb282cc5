//! A wrapped function has no lint that the function itself does not have. The linter checks this
//! when it is run on the tests; that they compile is checked here.
#![deny(
    clippy::all,
    clippy::pedantic,
    let_underscore_drop,
    missing_docs,
    nonstandard_style,
    rust_2018_idioms,
    single_use_lifetimes,
    trivial_casts,
    unreachable_pub,
    unused,
    unused_import_braces,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences
)]

use crate::support::Registered;
use lumigo_opentelemetry::wrapped;

#[wrapped]
fn unit() {}

#[wrapped]
fn statement(n: u32) {
    let _ = n;
}

#[wrapped]
fn value(mut n: u32) -> u32 {
    n += 1;
    n
}

#[wrapped]
fn question(text: &str) -> Result<u32, std::num::ParseIntError> {
    let n: u32 = text.parse()?;
    if n == 0 {
        return Ok(1);
    }
    Ok(n)
}

#[wrapped]
async fn asynchronous_unit() {
    tokio::task::yield_now().await;
}

#[wrapped]
async fn asynchronous(mut n: u32, (a, b): (u8, u8)) -> Result<u32, String> {
    asynchronous_unit().await;
    n += u32::from(a);
    if b == 0 {
        return Err("zero".to_owned());
    }
    Ok(n)
}

struct Counter(u32);

impl Counter {
    #[wrapped]
    fn count(&mut self, by: u32) -> &mut u32 {
        self.0 += by;
        &mut self.0
    }

    #[wrapped]
    fn get(&self) -> &u32 {
        &self.0
    }

    #[wrapped]
    fn into_inner(self) -> u32 {
        self.0
    }
}

#[tokio::test]
async fn linted_functions_work() {
    let registered = Registered::new();
    unit();
    statement(1);
    assert_eq!((value(1), question("2")), (2, Ok(2)));
    assert_eq!(asynchronous(1, (2, 3)).await, Ok(3));
    let mut counter = Counter(1);
    *counter.count(2) += 1;
    assert_eq!(counter.get(), &4);
    assert_eq!(counter.into_inner(), 4);
    assert_eq!(registered.recorder().spans().len(), 9);
}
