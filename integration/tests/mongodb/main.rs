//! `lumigo_opentelemetry::mongodb` against real servers: what the span of a command says, and that the host
//! sees what it would see without it.
//!
//! `MONGODB_URI` names the server; without it, one is started that speaks the protocol. Answers that no
//! server gives on demand come from one that says what a test tells it to.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "all of this is tests, also what is no test function"
)]

mod attributes;
mod bodies;
mod cancelled;
mod cursors;
mod errors;
mod handlers;
mod handshakes;
mod killed;
mod parents;
mod retries;
mod secrets;
mod support;
mod switched_off;
mod teller;
mod transactions;
