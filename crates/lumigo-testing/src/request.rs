use std::time::Instant;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};

/// One request as an [`OtlpSink`](crate::OtlpSink) received it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SinkRequest {
    /// The HTTP method.
    pub method: Method,
    /// The path of the request's target, without the query.
    pub path: String,
    /// All headers.
    pub headers: HeaderMap,
    /// The whole body, as it was sent. Empty in a sink that [only counts], and where the connection was
    /// [reset] before it had come.
    ///
    /// [only counts]: crate::SinkBuilder::with_counts_alone
    /// [reset]: crate::Answer::ResetRequest
    pub body: Bytes,
    /// When it had been read.
    pub arrived: Instant,
    /// What was answered; `None` as long as nothing was, or when the client did not get all of it.
    pub status: Option<StatusCode>,
}

impl SinkRequest {
    /// The value of a header as text; `None` when it is missing or not visible ASCII.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}
