//! Runs the program as a newcomer does.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "all of this is tests, also what is no test function"
)]

mod arguments;
mod backend;
mod json;
mod serve;
mod support;
mod trees;
