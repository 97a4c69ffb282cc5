//! What became of a request.

use lumigo_core::Exchange;
use reqwest::Response;
use reqwest_middleware::{Error, Result};

pub(crate) fn record_outcome(exchange: &mut Exchange, result: &Result<Response>) {
    match result {
        Ok(response) => {
            exchange.respond(response.status(), response.version(), response.headers());
        }
        Err(error) => exchange.fail(error_type(error)),
    }
}

/// The kind of an error, of which reqwest says no more in a type.
fn error_type(error: &Error) -> &'static str {
    match error {
        Error::Middleware(_) => "middleware",
        error if error.is_timeout() => "timeout",
        error if error.is_connect() => "connect",
        error if error.is_redirect() => "redirect",
        error if error.is_body() => "body",
        error if error.is_decode() => "decode",
        error if error.is_builder() => "builder",
        _ => "request",
    }
}
