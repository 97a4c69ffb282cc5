//! Client spans for reqwest, through reqwest-middleware.
//!
//! [`LumigoMiddleware`] makes a span per request, passes the trace on in the request's headers, and
//! ends the span with the body of the response: when it was read, has failed or is dropped.
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
//! Add it last, beneath a middleware that tries again: then each attempt is a span, and says which. What
//! was answered with a status of success does not count as one that is tried again.
//!
//! # What changes for the host
//!
//! Nothing is buffered, and a request that could be cloned still can be. The response is the same in all
//! that can be asked of it; the error of a body that fails has two causes more, since reqwest wraps what
//! goes out of a [`reqwest::Response`] and what comes into one. Without a span to record, not even that.
//!
//! # Limits
//!
//! Redirects that reqwest follows itself are one span, and so are retries of its own. An upgraded
//! connection is not watched. `tls_error` is told for rustls; other libraries' errors are `connect`.

#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod attempt;
mod bound_middleware;
mod error_type;
mod middleware;
mod request;
mod response;
mod send;

pub use bound_middleware::BoundLumigoMiddleware;
pub use middleware::LumigoMiddleware;

static INSTRUMENTATION: lumigo_core::Instrumentation = lumigo_core::Instrumentation::new(
    env!("CARGO_PKG_NAME"),
    env!("CARGO_PKG_VERSION"),
    &["reqwest"],
);
