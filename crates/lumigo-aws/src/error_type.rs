//! What a call has failed with.

use aws_smithy_runtime_api::client::interceptors::context::Error;
use aws_smithy_runtime_api::client::orchestrator::{HttpResponse, OrchestratorError};
use lumigo_core::error_type as client_error_type;
use std::error::Error as _;

/// By which a service of JSON names an error.
const ERROR_TYPE: &str = "x-amzn-errortype";
/// By which a service that once spoke another protocol names it as it did then; the SDK's own `code()`.
const QUERY_ERROR: &str = "x-amzn-query-error";
/// What is none of the kinds that have names.
const OTHER: &str = "_OTHER";
/// How much of a body is searched for the name of an error.
const SEARCHED: usize = 4096;

/// The `error.type` of a call: the service's code, else the kind of failure on the way to it.
pub(crate) fn error_type(
    error: &OrchestratorError<Error>,
    response: Option<&HttpResponse>,
) -> String {
    if let Some(response) = response.filter(|_| error.is_operation_error()) {
        let status = response.status();
        // An answer that cannot be read may have any.
        let status = (!status.is_success()).then(|| status.as_u16().to_string());
        let code = code(response).map(str::to_owned).or(status);
        return code.unwrap_or_else(|| OTHER.to_owned());
    }
    if error.is_timeout_error() {
        return "timeout".to_owned();
    }
    let cause = error.source().and_then(client_error_type);
    let cause = cause.or_else(|| {
        let connector = error.as_connector_error()?;
        Some(match () {
            () if connector.is_timeout() => "timeout",
            () if connector.is_io() => "connect",
            () => return None,
        })
    });
    cause.unwrap_or(OTHER).to_owned()
}

/// The code of a message that was refused, if it is one.
#[cfg(any(feature = "eventbridge", feature = "sns", feature = "sqs"))]
pub(crate) fn entry_error_type(code: &str) -> String {
    let code = Some(code).filter(|code| is_code(code));
    code.unwrap_or(OTHER).to_owned()
}

/// The service's name of an error, as the SDK's errors tell it by `code()`.
fn code(response: &HttpResponse) -> Option<&str> {
    let headers = response.headers();
    if let Some(error) = headers.get(QUERY_ERROR) {
        return error.split(';').next().filter(|code| is_code(code));
    }
    if let Some(error) = headers.get(ERROR_TYPE) {
        return Some(bare(error)).filter(|code| is_code(code));
    }
    let body = response.body().bytes()?;
    let body = std::str::from_utf8(body.get(..SEARCHED).unwrap_or(body)).unwrap_or_default();
    let code = json_code(body).map(bare).or_else(|| xml_code(body));
    code.filter(|code| is_code(code))
}

/// `com.amazonaws.dynamodb.v20120810#ResourceNotFoundException`, or with a URL after a colon.
fn bare(error: &str) -> &str {
    let error = error.split(':').next().unwrap_or(error);
    error.rsplit('#').next().unwrap_or(error)
}

fn json_code(body: &str) -> Option<&str> {
    let (_, rest) = body
        .split_once("\"__type\"")
        .or_else(|| body.split_once("\"code\""))?;
    let rest = rest.trim_start().strip_prefix(':')?.trim_start();
    rest.strip_prefix('"')?.split('"').next()
}

fn xml_code(body: &str) -> Option<&str> {
    let (_, rest) = body.split_once("<Code>")?;
    rest.split("</Code>").next()
}

/// Names are of low cardinality and no secret; other text may be anything.
fn is_code(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 128
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}
