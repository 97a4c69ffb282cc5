//! What is kept of headers and bodies.

use super::observation::Observation;
use super::passed::Passed;
use crate::MaskingContext;
use crate::attributes::HTTP_REQUEST_HEADERS;
use http::HeaderMap;
use http::header::CONTENT_LENGTH;
use opentelemetry::KeyValue;

impl Observation {
    pub(super) fn passed(&self, context: MaskingContext, headers: &HeaderMap) -> Passed {
        let capture = if self.span.is_recording() {
            self.core.capture(context, headers)
        } else {
            None
        };
        Passed::new(content_length(headers), capture)
    }

    pub(super) fn masked_headers(
        &self,
        context: MaskingContext,
        headers: &HeaderMap,
    ) -> Option<String> {
        if !self.span.is_recording() {
            return None;
        }
        self.core.mask_headers(context, headers)
    }

    pub(super) fn set_request_headers(&mut self, headers: &HeaderMap) {
        if let Some(object) = self.masked_headers(MaskingContext::RequestHeaders, headers) {
            self.set(KeyValue::new(HTTP_REQUEST_HEADERS, object));
        }
    }

    /// Tells what has passed of a body.
    pub(super) fn set_payload(
        &mut self,
        passed: Passed,
        size_key: &'static str,
        text_key: &'static str,
    ) {
        if let Some(size) = passed.size() {
            let size = i64::try_from(size).unwrap_or(i64::MAX);
            self.set(KeyValue::new(size_key, size));
        }
        if let Some(text) = passed.into_text() {
            self.set(KeyValue::new(text_key, text));
        }
    }
}

fn content_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
