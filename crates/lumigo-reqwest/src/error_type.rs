//! What kind of failure an error of reqwest is.

use lumigo_core::error_type;
use reqwest_middleware::Error;
use std::{error, iter};

/// How far errors are followed to their cause.
const DEPTH: usize = 32;

/// Of a request that has no response.
pub(crate) fn of_request(error: &Error) -> &'static str {
    match error {
        Error::Middleware(error) => of_middleware(&**error),
        Error::Reqwest(error) => of_reqwest(error),
    }
}

/// A middleware that gives up, after retries say, may wrap the error of the client.
fn of_middleware(error: &(dyn error::Error + 'static)) -> &'static str {
    let causes = iter::successors(error.source(), |error| error.source());
    let of_client = causes.take(DEPTH).find_map(|error| {
        let of_chain = error.downcast_ref().map(of_request);
        of_chain.or_else(|| error.downcast_ref().map(of_reqwest))
    });
    of_client.unwrap_or("middleware")
}

fn of_reqwest(error: &reqwest::Error) -> &'static str {
    if error.is_timeout() {
        return "timeout";
    }
    if let Some(kind) = error_type(error) {
        return kind;
    }
    match error {
        error if error.is_connect() => "connect",
        error if error.is_redirect() => "redirect",
        error if error.is_body() => "body",
        error if error.is_decode() => "decode",
        error if error.is_builder() => "builder",
        _ => "request",
    }
}

/// Of a response's body.
pub(crate) fn of_body(error: &reqwest::Error) -> &'static str {
    of_reqwest(error)
}
