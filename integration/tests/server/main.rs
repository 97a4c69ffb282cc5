//! `LumigoLayer` behind real sockets: what a server span says, when it ends, what it is the parent
//! of, and that the answer stays what it is without the layer.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "all of this is tests, also what is no test function"
)]

mod arrangements;
mod attributes;
mod bad_headers;
mod bad_hosts;
mod bad_http2;
mod bad_requests;
mod bad_targets;
mod bare_service;
mod body_end;
mod clients;
mod concurrency;
mod context;
mod disconnect;
mod ends;
mod event_stream;
mod filter;
mod grpc;
mod grpc_claims;
mod grpc_codes;
mod host;
mod http2;
mod metrics;
mod nested_paths;
mod panic;
mod parent;
mod payloads;
mod proxies;
mod replaced;
mod routes;
mod sizes;
mod stability;
mod status;
mod support;
mod switched_off;
mod timeouts;
mod tracing_spans;
mod twins;
mod two_layers;
mod unsampled;
mod upgrade;
mod versions;
