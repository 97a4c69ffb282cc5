//! `#[wrapped]`, through a distribution that is registered.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "all of this is tests, also what is no test function"
)]

mod arguments;
mod async_functions;
mod boxed_futures;
mod errors;
mod functions;
mod huge_values;
mod lints;
mod panics;
mod parents;
mod reference;
mod renamed_fields;
mod secrets;
mod secrets_in_texts;
mod support;
mod switched_off;
mod unserializable;
