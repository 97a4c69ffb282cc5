//! What an operation sends, as text.

use super::form;
use super::json::member;
use crate::operation::Operation;
use crate::pairs;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue};
use lumigo_core::attributes::HTTP_REQUEST_BODY;
use lumigo_core::{ActiveCore, MaskingContext};
use opentelemetry::KeyValue;

/// Services that are there to keep secrets or to take texts that hold some, under names that no list of keys
/// could know; and those whose records are bytes, which no list can look into.
const SECRETIVE: [&str; 15] = [
    "codeartifact",
    "Cognito Identity",
    "Cognito Identity Provider",
    "ECR",
    "ECR PUBLIC",
    "Firehose",
    "Kinesis",
    "KMS",
    "RDS Data",
    "Redshift Data",
    "Secrets Manager",
    "SSM",
    "SSO",
    "SSO OIDC",
    "STS",
];

/// Whether nothing is shown of what goes to and comes from the service.
pub(crate) fn is_secretive(operation: &Operation) -> bool {
    SECRETIVE.contains(&operation.service())
}

/// Adds the message, if the operation is there to send one, else all parameters.
pub(crate) fn push_payload(
    core: &ActiveCore,
    operation: &Operation,
    request: &HttpRequest,
    attributes: &mut Vec<KeyValue>,
) {
    if !core.captures_payloads() {
        return;
    }
    // A body that streams is the caller's; an object is neither message nor parameters.
    let body = request.body().bytes().filter(|body| !body.is_empty());
    let Some(body) = body.filter(|_| !is_secretive(operation) && operation.service() != "S3")
    else {
        return;
    };
    let context = MaskingContext::RequestBody;
    let text =
        match (operation.service(), operation.name()) {
            ("SQS", "SendMessage") => member(body, &["MessageBody"])
                .and_then(|message| core.payload_text(context, &message)),
            ("SNS", "Publish") => form::value(body, &["Message"])
                .and_then(|message| core.payload_text(context, &message)),
            _ => parameters(core, request, body),
        };
    if let Some(text) = text {
        attributes.push(KeyValue::new(HTTP_REQUEST_BODY, text));
    }
}

/// JSON and forms, which are masked by key. Lambda's payload has no type and is JSON.
fn parameters(core: &ActiveCore, request: &HttpRequest, body: &[u8]) -> Option<String> {
    let context = MaskingContext::RequestBody;
    let body = std::str::from_utf8(body).ok()?;
    let kind = request.headers().get(CONTENT_TYPE).unwrap_or_default();
    let body = if kind.contains("x-www-form-urlencoded") {
        pairs::mask_form(core, context, body)
    } else if kind.contains("json") || body.trim_start().starts_with(['{', '[']) {
        pairs::mask_json(core, context, body)?
    } else {
        return None;
    };
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_str(kind).ok()?);
    let mut capture = core.capture(context, &headers)?;
    capture.push(body.as_bytes());
    capture.finish()
}
