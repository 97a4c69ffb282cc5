//! `LumigoPool` and what comes from it, on PostgreSQL, MariaDB and SQLite: what a span says, and that the host
//! sees what it would see with a plain pool.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "all of this is tests, also what is no test function"
)]

mod attributes;
mod bad_input;
mod drivers;
mod ending_thread;
mod errors;
mod killed;
mod macros;
mod metrics;
mod migrations;
mod secrets;
mod statements;
mod streams;
mod support;
mod switched_off;
mod transactions;
mod usage;
