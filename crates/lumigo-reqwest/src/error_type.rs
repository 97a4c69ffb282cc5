//! What kind of failure an error of reqwest is.

use lumigo_core::error_type;
use reqwest_middleware::Error;
use std::error::Error as StdError;
use std::{io, iter};

/// How far errors are followed to their cause.
const DEPTH: usize = 32;

/// Of a request that has no response.
pub(crate) fn of_request(error: &Error) -> &'static str {
    match error {
        Error::Middleware(error) => of_middleware(&**error),
        Error::Reqwest(error) => of_reqwest(error),
    }
}

/// A middleware that gives up, after retries say, wraps the error of the client; it may leave out the
/// outermost part of that.
fn of_middleware(error: &(dyn StdError + 'static)) -> &'static str {
    let of_client = chain(error).find_map(|error| {
        let of_chain = error.downcast_ref().map(of_request);
        of_chain.or_else(|| error.downcast_ref().map(of_reqwest))
    });
    let of_client = of_client.or_else(|| error_type(error));
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

/// Of a response's body. What fails on the connection is an error of hyper's; an `io::Error` comes from
/// who unpacks the body, where its end is missing or it is none of its kind.
pub(crate) fn of_body(error: &reqwest::Error) -> &'static str {
    if error.is_timeout() {
        return "timeout";
    }
    let cause = chain(error).find(|error| !error.is::<reqwest::Error>());
    match cause.and_then(|cause| cause.downcast_ref::<io::Error>()) {
        Some(error) if error.kind() == io::ErrorKind::UnexpectedEof => "decode",
        Some(error) => error_type(error).unwrap_or("decode"),
        None => of_reqwest(error),
    }
}

/// An error and what has caused it.
fn chain<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    iter::successors(Some(error), |error| (*error).source()).take(DEPTH)
}
