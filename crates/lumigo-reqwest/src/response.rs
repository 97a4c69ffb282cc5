//! What became of a request.

use lumigo_core::ActiveSpan;
use lumigo_core::http_semantics::protocol_version;
use opentelemetry::KeyValue;
use opentelemetry_semantic_conventions::attribute::{
    HTTP_RESPONSE_STATUS_CODE, NETWORK_PROTOCOL_VERSION,
};
use reqwest::Response;
use reqwest_middleware::{Error, Result};

pub(crate) fn record_outcome(span: &mut ActiveSpan, result: &Result<Response>) {
    span.finish();
    if !span.is_recording() {
        return;
    }
    match result {
        Ok(response) => {
            let status = response.status();
            let code = KeyValue::new(HTTP_RESPONSE_STATUS_CODE, i64::from(status.as_u16()));
            span.set_attribute(code);
            if let Some(version) = protocol_version(response.version()) {
                span.set_attribute(KeyValue::new(NETWORK_PROTOCOL_VERSION, version));
            }
            if status.is_client_error() || status.is_server_error() {
                span.set_error(status.as_str().to_owned());
            }
        }
        Err(error) => span.set_error(error_type(error)),
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
