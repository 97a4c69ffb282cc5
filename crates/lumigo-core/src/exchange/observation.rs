use super::grpc::Grpc;
use super::measured::Measured;
use super::older_names::older_name;
use super::passed::{Passed, Piece};
use super::semantics::{protocol_version, span_name_method};
use super::side::Side;
use super::watched::Watched;
use crate::attributes::{HTTP_REQUEST_BODY, HTTP_RESPONSE_BODY, HTTP_RESPONSE_HEADERS, MESSAGE_ID};
use crate::{ActiveCore, ActiveSpan, MaskingContext};
use bytes::Buf;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, Method, StatusCode, Version};
use opentelemetry::{KeyValue, StringValue};
use opentelemetry_semantic_conventions::attribute::{
    HTTP_REQUEST_BODY_SIZE, HTTP_RESPONSE_BODY_SIZE, HTTP_RESPONSE_STATUS_CODE,
    NETWORK_PROTOCOL_VERSION,
};
use std::sync::Arc;
use std::time::SystemTime;

/// The header by which AWS names its answers.
const AWS_REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
/// The event that tells when the first byte of a response came, where more followed.
const RESPONSE_START: &str = "responseStart";

/// What is learnt of a request on its way, for its span, payloads and metrics. Ends when it is dropped.
#[derive(Debug)]
#[must_use = "the span ends when this is dropped"]
pub(super) struct Observation {
    pub(super) core: Arc<ActiveCore>,
    pub(super) side: Side,
    pub(super) span: ActiveSpan,
    pub(super) grpc: Option<Grpc>,
    /// What its name begins with.
    pub(super) method: &'static str,
    pub(super) has_route: bool,
    /// Whether a response's body that is polled must come to its end.
    pub(super) must_end: bool,
    /// Whether a response has no body, whatever its headers say.
    is_head: bool,
    /// `None` when nobody reads metrics.
    measured: Option<Box<Measured>>,
    request: Watched,
    response: Passed,
    first_byte: FirstByte,
}

/// When the first byte of the response passed.
#[derive(Debug)]
enum FirstByte {
    Awaited,
    At(SystemTime),
    Told,
}

impl Observation {
    pub(super) fn new(
        core: Arc<ActiveCore>,
        side: Side,
        span: ActiveSpan,
        measured: Option<Box<Measured>>,
        method: &Method,
    ) -> Self {
        Self {
            core,
            side,
            span,
            grpc: None,
            method: span_name_method(method),
            has_route: false,
            must_end: false,
            is_head: *method == Method::HEAD,
            measured,
            request: Watched::default(),
            response: Passed::default(),
            first_byte: FirstByte::Awaited,
        }
    }

    /// Begins to watch the request's body.
    pub(super) fn watch_request(&mut self, headers: &HeaderMap) -> Watched {
        let passed = self.passed(MaskingContext::RequestBody, headers);
        // A client must know whether its body fails, and metrics only add up what has passed.
        let may_trust_head = self.side == Side::Server && self.measured.is_none();
        self.request = match passed.told_by_head().filter(|_| may_trust_head) {
            Some(length) => Watched::ByHead(length),
            None => Watched::new(passed),
        };
        self.request.clone()
    }

    /// Takes a request's body that is there as a whole.
    pub(super) fn request_bytes(&mut self, headers: &HeaderMap, body: &[u8]) {
        let mut passed = self.passed(MaskingContext::RequestBody, headers);
        passed.push(Piece::of(&body));
        passed.end();
        self.request = Watched::new(passed);
    }

    /// Takes the head of the response.
    pub(super) fn respond(&mut self, status: StatusCode, version: Version, headers: &HeaderMap) {
        let has_body = !self.is_head && may_have_body(status);
        // A client may leave the rest when it has read enough. A server's work is done at the end of the
        // body, once somebody has asked for it: a middleware may put another in its place.
        self.span.finish();
        self.must_end = self.side == Side::Server && has_body && !is_event_stream(headers);
        if has_body {
            self.response = self.passed(MaskingContext::ResponseBody, headers);
        }
        let code = i64::from(status.as_u16());
        self.set_measured(KeyValue::new(HTTP_RESPONSE_STATUS_CODE, code));
        if self.side == Side::Client {
            self.set_client_response(version, headers);
        }
        if let Some(object) = self.masked_headers(MaskingContext::ResponseHeaders, headers) {
            self.set(KeyValue::new(HTTP_RESPONSE_HEADERS, object));
        }
        if self.side.is_error(status) {
            self.span.set_error(status.as_str().to_owned());
        }
        self.respond_with_grpc(headers);
    }

    fn set_client_response(&mut self, version: Version, headers: &HeaderMap) {
        if let Some(version) = protocol_version(version) {
            self.set_measured(KeyValue::new(NETWORK_PROTOCOL_VERSION, version));
        }
        let context = MaskingContext::ResponseHeaders;
        if let Some(id) = self.core.mask_header(context, headers, &AWS_REQUEST_ID) {
            self.set(KeyValue::new(MESSAGE_ID, id.into_owned()));
        }
    }

    /// There is no response, or its body broke off. `error_type` is of low cardinality.
    pub(super) fn fail(&mut self, error_type: impl Into<StringValue>) {
        self.span.finish();
        self.span.set_error(error_type);
    }

    /// Adds an attribute, in which secrets are masked already.
    pub(super) fn set(&mut self, attribute: KeyValue) {
        if self.core.has_older_http_names() {
            if let Some(older) = older_name(self.side, &attribute) {
                self.span.set_attribute(older);
            }
        }
        self.span.set_attribute(attribute);
    }

    /// The same for one by which metrics are told apart too.
    pub(super) fn set_measured(&mut self, attribute: KeyValue) {
        if let Some(measured) = &mut self.measured {
            measured.learn(attribute.clone());
        }
        self.set(attribute);
    }

    /// Takes bytes of the response's body. `is_last` when no more will follow.
    pub(super) fn pass(&mut self, data: &impl Buf, is_last: bool) {
        let piece = Piece::of(data);
        if piece.length == 0 {
            return;
        }
        self.response.push(piece);
        match self.first_byte {
            FirstByte::Awaited if !is_last => self.first_byte = FirstByte::At(SystemTime::now()),
            FirstByte::At(time) => {
                self.span.add_event(RESPONSE_START, time);
                self.first_byte = FirstByte::Told;
            }
            FirstByte::Awaited | FirstByte::Told => {}
        }
    }

    /// The response's body has come to its end, or broke off.
    pub(super) fn complete(mut self: Box<Self>) {
        self.response.end();
        self.span.finish();
    }
}

impl Drop for Observation {
    fn drop(&mut self) {
        let request = self.request.take();
        // What a server makes of a body that a client has left is told by its response.
        if self.side == Side::Client && request.has_failed() {
            self.span.set_error("body");
        }
        if self.response.has_all_declared() {
            self.span.finish();
        }
        self.span.settle();
        let response = std::mem::take(&mut self.response);
        if let Some(measured) = self.measured.take() {
            let lengths = [&request, &response].map(Passed::length);
            measured.end(self.span.error_type(), lengths);
        }
        if self.span.is_recording() {
            self.set_payload(request, HTTP_REQUEST_BODY_SIZE, HTTP_REQUEST_BODY);
            self.set_payload(response, HTTP_RESPONSE_BODY_SIZE, HTTP_RESPONSE_BODY);
        }
    }
}

/// Whether a response with this status can have a body.
fn may_have_body(status: StatusCode) -> bool {
    !status.is_informational()
        && status != StatusCode::NO_CONTENT
        && status != StatusCode::NOT_MODIFIED
}

/// Whether a body has no end of its own: it is the client that leaves.
fn is_event_stream(headers: &HeaderMap) -> bool {
    let is = |text: &[u8]| {
        let start = text.get(..b"text/event-stream".len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(b"text/event-stream"))
    };
    headers
        .get(CONTENT_TYPE)
        .is_some_and(|value| is(value.as_bytes()))
}
