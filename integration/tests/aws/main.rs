//! `LumigoInterceptor` on clients of the AWS SDK, against a server that speaks the protocols of AWS: what a
//! span says, what a message carries, and that the host sees what it would see without the interceptor.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "all of this is tests, also what is no test function"
)]

mod answers;
mod attributes;
mod bad_contexts;
mod bad_envelopes;
mod bad_messages;
mod batches;
mod cancelled;
mod canned;
mod events;
mod failures;
mod interceptors;
mod payloads;
mod processes;
mod processing;
mod propagators;
mod receive;
mod requests;
mod resources;
mod scoped;
mod scopes;
mod secrets;
mod send;
mod server;
mod services;
mod streams;
mod support;
mod switched_off;
mod topics;
mod tracing_spans;
mod turns;
mod unsampled;
