mod convert;
mod event;
mod link;
mod serialize;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::time::Duration;

use opentelemetry::trace::{SpanKind, Status};
use serde_json::Value;

pub(crate) use self::convert::{attributes, duplicate_keys, hex, json};
pub use self::event::TestEvent;
pub use self::link::TestLink;

/// One finished span, received by an [`OtlpSink`](crate::OtlpSink) or kept by a
/// [`SpanRecorder`](crate::SpanRecorder).
///
/// Both come from the OTLP message, so a span looks the same before and after its export.
/// Serializes to one JSON object with these field names.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct TestSpan {
    /// The name.
    pub name: String,
    /// The trace's id: 32 lower-case hexadecimal digits.
    pub trace_id: String,
    /// The span's id: 16 lower-case hexadecimal digits.
    pub span_id: String,
    /// The parent's id; `None` for the root of a trace.
    pub parent_span_id: Option<String>,
    /// The kind; `INTERNAL` when the message has none, as OTLP suggests.
    #[serde(serialize_with = "serialize::kind")]
    pub kind: SpanKind,
    /// The start, in nanoseconds since the Unix epoch.
    pub start_unix_nano: u64,
    /// The end, in nanoseconds since the Unix epoch.
    pub end_unix_nano: u64,
    /// The attributes. When a key was sent twice, its last value.
    pub attributes: BTreeMap<String, Value>,
    /// The attribute keys that were sent more than once, which OTLP forbids.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub duplicate_keys: Vec<String>,
    /// The status.
    #[serde(serialize_with = "serialize::status")]
    pub status: Status,
    /// The events, in the order they were added.
    pub events: Vec<TestEvent>,
    /// The links, in the order they were added.
    pub links: Vec<TestLink>,
    /// The W3C `tracestate`, empty when there is none.
    pub trace_state: String,
    /// The OTLP flags: the W3C trace flags in the low byte, "parent is remote" in bits 8 and 9.
    pub flags: u32,
    /// The name of the instrumentation scope.
    pub scope_name: String,
    /// The version of the instrumentation scope, empty when it has none.
    pub scope_version: String,
    /// The attributes of the resource.
    pub resource: BTreeMap<String, Value>,
}

impl TestSpan {
    /// An `INTERNAL` span with this name and nothing else, for tests of code that shows spans.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            trace_id: String::new(),
            span_id: String::new(),
            parent_span_id: None,
            kind: SpanKind::Internal,
            start_unix_nano: 0,
            end_unix_nano: 0,
            attributes: BTreeMap::new(),
            duplicate_keys: Vec::new(),
            status: Status::Unset,
            events: Vec::new(),
            links: Vec::new(),
            trace_state: String::new(),
            flags: 0,
            scope_name: String::new(),
            scope_version: String::new(),
            resource: BTreeMap::new(),
        }
    }

    /// The value of an attribute.
    #[must_use]
    pub fn attribute(&self, key: &str) -> Option<&Value> {
        self.attributes.get(key)
    }

    /// The time from start to end; zero for a span that ends before it starts.
    #[must_use]
    pub fn duration(&self) -> Duration {
        Duration::from_nanos(self.end_unix_nano.saturating_sub(self.start_unix_nano))
    }

    /// Whether the span has no parent at all, be it local or remote.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.parent_span_id.is_none()
    }

    /// The resource's `service.name`.
    #[must_use]
    pub fn service_name(&self) -> Option<&str> {
        self.resource.get("service.name")?.as_str()
    }

    /// The kind as OTLP writes it, such as `SERVER`.
    #[must_use]
    pub fn kind_name(&self) -> &'static str {
        serialize::kind_name(&self.kind)
    }
}
