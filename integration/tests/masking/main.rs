//! What of a payload and of headers reaches a span, as adapters capture it.

mod capture;
mod documents;
mod headers;
mod lists;
mod malformed;
mod properties;
mod support;
