//! What became of a command.

use lumigo_core::{DatabaseCall, error_type};
use redis::{ErrorKind, RedisError, RedisResult, ServerError, Value};
use std::slice;

/// What is told of an error that says nothing better of itself.
const OTHER: &str = "_OTHER";

/// The longest of redis has eleven letters.
const LONGEST_CODE: usize = 32;

/// Ends the call with the answer to one command.
pub(crate) fn end_command(call: DatabaseCall, result: &RedisResult<Value>) {
    end(call, result.as_ref().map(slice::from_ref));
}

/// The same with the answers to a pipeline.
pub(crate) fn end_pipeline(call: DatabaseCall, result: &RedisResult<Vec<Value>>) {
    end(call, result.as_ref().map(Vec::as_slice));
}

fn end(mut call: DatabaseCall, result: Result<&[Value], &RedisError>) {
    match result {
        Ok(answers) => {
            if let Some(error) = answers.iter().find_map(first_error) {
                fail_with_code(&mut call, error.code());
            }
        }
        Err(error) => match error.code() {
            Some(code) => fail_with_code(&mut call, code),
            None => call.fail(kind(error)),
        },
    }
    call.finish();
}

/// The first error of an answer. Those of a transaction are in an array.
fn first_error(answer: &Value) -> Option<&ServerError> {
    let answers = match answer {
        Value::Array(answers) => answers,
        _ => slice::from_ref(answer),
    };
    answers.iter().find_map(|answer| match answer {
        Value::ServerError(error) => Some(error),
        _ => None,
    })
}

/// A script chooses what its errors begin with, which may be anything.
fn fail_with_code(call: &mut DatabaseCall, code: &str) {
    let belongs = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    if code.len() <= LONGEST_CODE && code.bytes().all(belongs) && !code.is_empty() {
        call.fail_with_status(code.to_owned());
    } else {
        call.fail(OTHER);
    }
}

/// The `error.type` of an error that does not come from the server.
fn kind(error: &RedisError) -> &'static str {
    match error {
        error if error.is_timeout() => return "timeout",
        error if error.is_connection_refusal() => return "connection_refused",
        error if error.is_connection_dropped() => return "connection_closed",
        _ => {}
    }
    match error.kind() {
        ErrorKind::Parse => "parse",
        ErrorKind::AuthenticationFailed => "authentication_failed",
        ErrorKind::UnexpectedReturnType => "unexpected_return_type",
        ErrorKind::InvalidClientConfig => "invalid_client_config",
        ErrorKind::ClusterConnectionNotFound => "cluster_connection_not_found",
        ErrorKind::Client => "client",
        ErrorKind::Io => error_type(error).unwrap_or("io"),
        _ => OTHER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    #[test]
    fn errors_that_are_not_the_servers_have_a_kind_of_few() {
        let io = |kind: io::ErrorKind| RedisError::from(io::Error::from(kind));
        let other = |kind: ErrorKind| RedisError::from((kind, "hunter2"));
        for (error, expected) in [
            (io(io::ErrorKind::TimedOut), "timeout"),
            (io(io::ErrorKind::ConnectionRefused), "connection_refused"),
            (io(io::ErrorKind::ConnectionReset), "connection_closed"),
            (io(io::ErrorKind::BrokenPipe), "connection_closed"),
            (io(io::ErrorKind::PermissionDenied), "io"),
            (other(ErrorKind::Io), "connection_closed"),
            (other(ErrorKind::Parse), "parse"),
            (
                other(ErrorKind::AuthenticationFailed),
                "authentication_failed",
            ),
            (
                other(ErrorKind::UnexpectedReturnType),
                "unexpected_return_type",
            ),
            (
                other(ErrorKind::InvalidClientConfig),
                "invalid_client_config",
            ),
            (
                other(ErrorKind::ClusterConnectionNotFound),
                "cluster_connection_not_found",
            ),
            (other(ErrorKind::Client), "client"),
            (other(ErrorKind::RESP3NotSupported), "_OTHER"),
        ] {
            assert_eq!(kind(&error), expected, "{error}");
        }
    }
}
