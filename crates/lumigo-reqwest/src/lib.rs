//! Client spans for reqwest, through reqwest-middleware.
//!
//! [`LumigoMiddleware`] makes a span per request, passes the trace on in the request's headers, and
//! ends the span when the response's head has come.
//!
//! # Example
//!
//! ```
//! use lumigo_reqwest::LumigoMiddleware;
//! use reqwest_middleware::ClientBuilder;
//!
//! let http = ClientBuilder::new(reqwest::Client::new()).with(LumigoMiddleware).build();
//! ```
//!
//! # Limits
//!
//! Payloads are not captured yet. Redirects that reqwest follows itself are one span.

#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod attempts;
mod bound_middleware;
mod error_type;
mod middleware;
mod request;
mod response;

pub use bound_middleware::BoundLumigoMiddleware;
pub use middleware::LumigoMiddleware;

static INSTRUMENTATION: lumigo_core::Instrumentation = lumigo_core::Instrumentation::new(
    env!("CARGO_PKG_NAME"),
    env!("CARGO_PKG_VERSION"),
    &["reqwest"],
);
