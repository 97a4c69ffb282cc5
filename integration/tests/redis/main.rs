//! `LumigoClient` and `LumigoConnection` against a real redis: what a span says, that no value is in any, and
//! that the host gets what it would get without them.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "all of this is tests, also what is no test function"
)]

mod auth;
mod cancelled;
mod commands;
mod concurrency;
mod connections;
mod errors;
mod huge;
mod keys;
mod outage;
mod pipelines;
mod pubsub;
mod scripts;
mod support;
mod switched_off;
mod transactions;
mod unsampled;
