//! `LumigoMiddleware` against real servers: what a client span says, what is sent along, and that
//! the host sees the response it would see without the middleware.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "all of this is tests, also what is no test function"
)]

mod attributes;
mod cancelled;
mod concurrency;
mod downloads;
mod errors;
mod export_endpoint;
mod failures;
mod faulty;
mod filter;
mod metrics;
mod middlewares;
mod older_names;
mod payloads;
mod propagation;
mod resends;
mod response;
mod services;
mod status;
mod support;
mod switched_off;
mod tls;
mod tower_client;
mod unsampled;
mod uploads;
