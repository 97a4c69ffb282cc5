//! What an operation sends and gets, as text.

use super::json::member;
use super::{dynamodb, form};
use crate::operation::Operation;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue};
use lumigo_core::attributes::HTTP_REQUEST_BODY;
use lumigo_core::{ActiveCore, MaskingContext};
use opentelemetry::KeyValue;
use std::borrow::Cow;

/// Whether what goes to an operation and comes from it is shown. It is where the caller's own data is, which is
/// masked by key: elsewhere secrets stand under names that no list of keys could know, as values beside a name,
/// in URLs, statements or bytes.
pub(crate) fn is_shown(operation: &Operation) -> bool {
    match (operation.service(), operation.name()) {
        // These name nothing but receipts, by which whoever has one may delete a message.
        ("SQS", name) => {
            !name.starts_with("DeleteMessage") && !name.starts_with("ChangeMessageVisibility")
        }
        ("SNS", "Publish" | "PublishBatch") | ("EventBridge", "PutEvents") => true,
        ("DynamoDB", name) => !name.contains("Statement") && name != "ExecuteTransaction",
        ("Lambda", name) => name.starts_with("Invoke"),
        ("SFN", "StartExecution" | "StartSyncExecution") => true,
        _ => false,
    }
}

/// The body of a request, to be shown.
#[derive(Debug)]
pub(crate) struct Payload<'a> {
    kind: Option<Cow<'a, str>>,
    body: Cow<'a, [u8]>,
}

impl<'a> Payload<'a> {
    /// That of a request as it leaves; `None` where none shall be shown.
    pub(crate) fn of(
        core: &ActiveCore,
        operation: &Operation,
        request: &'a HttpRequest,
    ) -> Option<Self> {
        if !core.captures_payloads() || !is_shown(operation) {
            return None;
        }
        // A body that streams is the caller's.
        let body = request.body().bytes().filter(|body| !body.is_empty())?;
        let kind = request.headers().get(CONTENT_TYPE);
        Some(Self {
            kind: kind.map(Cow::Borrowed),
            body: body.into(),
        })
    }

    /// Its own copy, for when it is known whether anybody wants to see it.
    pub(crate) fn into_owned(self) -> Payload<'static> {
        Payload {
            kind: self.kind.map(|kind| kind.into_owned().into()),
            body: self.body.into_owned().into(),
        }
    }

    /// Adds the message, if the operation is there to send one, else all parameters.
    pub(crate) fn push_attributes(
        &self,
        core: &ActiveCore,
        operation: &Operation,
        attributes: &mut Vec<KeyValue>,
    ) {
        let Self { kind, body } = self;
        let text = match (operation.service(), operation.name()) {
            ("SQS", "SendMessage") => message(core, member(body, &["MessageBody"])),
            // What is sent to a telephone is for one person, such as a code.
            ("SNS", "Publish") if form::value(body, &["PhoneNumber"]).is_none() => {
                message(core, form::value(body, &["Message"]))
            }
            ("SNS", "Publish") => None,
            (service, _) => {
                let body = parameters(core, service, body);
                body.and_then(|body| capture(core, kind.as_deref(), &body))
            }
        };
        if let Some(text) = text {
            attributes.push(KeyValue::new(HTTP_REQUEST_BODY, text));
        }
    }
}

fn message(core: &ActiveCore, message: Option<Cow<'_, str>>) -> Option<String> {
    core.payload_text(MaskingContext::RequestBody, &message?)
}

/// All parameters, but those that no list of keys could look into.
fn parameters<'a>(core: &ActiveCore, service: &str, body: &'a [u8]) -> Option<Cow<'a, str>> {
    let body = std::str::from_utf8(body).ok()?;
    match service {
        // A queue's URL may hold credentials, which are no longer known as such when it is cut.
        "SQS" => Some(core.mask_urls(body)),
        "DynamoDB" => dynamodb::without_values(body),
        "SNS" => Some(form::without(body, ".MessageAttributes.").into()),
        _ => Some(body.into()),
    }
}

/// A body of the type that its headers name; Lambda's has none and is JSON.
fn capture(core: &ActiveCore, kind: Option<&str>, body: &str) -> Option<String> {
    let mut headers = HeaderMap::new();
    if let Some(kind) = kind.filter(|kind| *kind != "application/octet-stream") {
        headers.insert(CONTENT_TYPE, HeaderValue::from_str(kind).ok()?);
    }
    let mut capture = core.capture(MaskingContext::RequestBody, &headers)?;
    capture.push(body.as_bytes());
    capture.finish()
}
