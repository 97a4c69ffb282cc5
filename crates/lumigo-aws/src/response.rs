//! What the response tells.

use crate::operation::{Operation, shared};
use crate::request::is_shown;
use aws_smithy_runtime_api::client::orchestrator::{HttpResponse, SensitiveOutput};
use aws_smithy_runtime_api::http::Headers;
use aws_smithy_types::config_bag::ConfigBag;
use http::{HeaderMap, HeaderName, HeaderValue};
use lumigo_core::attributes::{HTTP_RESPONSE_BODY, HTTP_RESPONSE_HEADERS, MESSAGE_ID};
use lumigo_core::{ActiveCore, MaskingContext};
use opentelemetry::KeyValue;
#[expect(
    deprecated,
    reason = "the name that the Python distribution has for the status"
)]
use opentelemetry_semantic_conventions::attribute::HTTP_STATUS_CODE;
use opentelemetry_semantic_conventions::attribute::{
    AWS_EXTENDED_REQUEST_ID, AWS_REQUEST_ID, HTTP_RESPONSE_STATUS_CODE,
};

/// The end of a function's log in base64, which no list of keys can look into.
const FUNCTION_LOG: &str = "x-amz-log-result";
/// What a response's body may be to be shown: anything else cannot be masked by key.
const JSON: &str = "json";

/// Adds status, ids and, where payloads are captured, headers and body.
#[expect(
    deprecated,
    reason = "the name that the Python distribution has for the status"
)]
pub(crate) fn push_response(
    core: &ActiveCore,
    operation: &Operation,
    response: &HttpResponse,
    cfg: &ConfigBag,
    attributes: &mut Vec<KeyValue>,
) {
    let status = i64::from(response.status().as_u16());
    attributes.extend([
        KeyValue::new(HTTP_RESPONSE_STATUS_CODE, status),
        KeyValue::new(HTTP_STATUS_CODE, status),
    ]);
    push_ids(operation, response.headers(), attributes);
    if core.captures_payloads() && operation.service() != "SQS" {
        let is_secret = cfg.load::<SensitiveOutput>().is_some() || !is_shown(operation);
        push_payload(core, response, is_secret, attributes);
    }
}

/// In one pass: a look-up of a name by its text costs more than all comparisons here.
fn push_ids(operation: &Operation, headers: &Headers, attributes: &mut Vec<KeyValue>) {
    let (mut id, mut older_id, mut extended_id) = (None, None, None);
    for (name, value) in headers {
        let place = match name {
            "x-amzn-requestid" => &mut id,
            "x-amz-request-id" => &mut older_id,
            "x-amz-id-2" => &mut extended_id,
            _ => continue,
        };
        place.get_or_insert(value);
    }
    if let Some(id) = id.or(older_id) {
        let id = shared(id);
        attributes.push(KeyValue::new(AWS_REQUEST_ID, id.clone()));
        if operation.service() != "SQS" {
            attributes.push(KeyValue::new(MESSAGE_ID, id));
        }
    }
    if let Some(id) = extended_id {
        attributes.push(KeyValue::new(AWS_EXTENDED_REQUEST_ID, id.to_owned()));
    }
}

fn push_payload(
    core: &ActiveCore,
    response: &HttpResponse,
    is_secret: bool,
    attributes: &mut Vec<KeyValue>,
) {
    let headers = header_map(response);
    let context = MaskingContext::ResponseHeaders;
    if let Some(object) = core.mask_headers(context, &headers) {
        attributes.push(KeyValue::new(HTTP_RESPONSE_HEADERS, object));
    }
    let is_json = response
        .headers()
        .get("content-type")
        .is_some_and(|kind| kind.contains(JSON));
    // A body that streams is the caller's to read.
    let Some(body) = response
        .body()
        .bytes()
        .filter(|body| !is_secret && is_json && !body.is_empty())
    else {
        return;
    };
    if let Some(text) = json(core, &headers, body) {
        attributes.push(KeyValue::new(HTTP_RESPONSE_BODY, text));
    }
}

fn json(core: &ActiveCore, headers: &HeaderMap, body: &[u8]) -> Option<String> {
    let context = MaskingContext::ResponseBody;
    let mut capture = core.capture(context, headers)?;
    capture.push(body);
    capture.finish()
}

fn header_map(response: &HttpResponse) -> HeaderMap {
    let headers = response.headers().iter_bytes();
    let headers = headers.filter(|(name, _)| *name != FUNCTION_LOG);
    let pairs = headers.filter_map(|(name, value)| {
        let name = HeaderName::try_from(name).ok()?;
        Some((name, HeaderValue::from_bytes(value).ok()?))
    });
    pairs.collect()
}
