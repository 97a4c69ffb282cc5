use std::collections::BTreeMap;

use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::common::v1::InstrumentationScope;
use opentelemetry_proto::tonic::logs::v1::{LogRecord, ScopeLogs};
use serde_json::Value;

use crate::span::{attributes, duplicate_keys, hex, json};

type Attributes = BTreeMap<String, Value>;

/// One log record, received by an [`OtlpSink`](crate::OtlpSink).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct TestLog {
    /// The body; null when there is none.
    pub body: Value,
    /// The severity as a number, from 1 to 24; 0 when it is not told.
    pub severity_number: i32,
    /// The severity as text.
    pub severity_text: String,
    /// The attributes. When a key was sent twice, its last value.
    pub attributes: BTreeMap<String, Value>,
    /// The attribute keys that were sent more than once, which OTLP forbids.
    pub duplicate_keys: Vec<String>,
    /// The trace's id, 32 lower-case hexadecimal digits; `None` outside of a trace.
    pub trace_id: Option<String>,
    /// The span's id, 16 lower-case hexadecimal digits; `None` outside of a span.
    pub span_id: Option<String>,
    /// The W3C trace flags.
    pub flags: u32,
    /// The name of the event, empty for most records.
    pub event_name: String,
    /// When it was made, in nanoseconds since the Unix epoch.
    pub unix_nano: u64,
    /// When it was seen, in nanoseconds since the Unix epoch.
    pub observed_unix_nano: u64,
    /// The name of the instrumentation scope.
    pub scope_name: String,
    /// The version of the instrumentation scope, empty when it has none.
    pub scope_version: String,
    /// The attributes of the resource.
    pub resource: BTreeMap<String, Value>,
}

impl TestLog {
    /// All log records of an export request, in its order.
    #[must_use]
    pub fn from_request(request: ExportLogsServiceRequest) -> Vec<Self> {
        let mut logs = Vec::new();
        for group in request.resource_logs {
            let resource = attributes(group.resource.unwrap_or_default().attributes);
            for scope_logs in group.scope_logs {
                logs.extend(Self::from_scope(scope_logs, &resource));
            }
        }
        logs
    }

    /// The value of an attribute.
    #[must_use]
    pub fn attribute(&self, key: &str) -> Option<&Value> {
        self.attributes.get(key)
    }

    fn from_scope(group: ScopeLogs, resource: &Attributes) -> impl Iterator<Item = Self> {
        let scope = group.scope.unwrap_or_default();
        let records = group.log_records.into_iter();
        records.map(move |record| Self::from_message(record, &scope, resource))
    }

    fn from_message(
        record: LogRecord,
        scope: &InstrumentationScope,
        resource: &Attributes,
    ) -> Self {
        let id = |bytes: &[u8]| (!bytes.is_empty()).then(|| hex(bytes));
        Self {
            body: json(record.body),
            severity_number: record.severity_number,
            severity_text: record.severity_text,
            duplicate_keys: duplicate_keys(&record.attributes),
            attributes: attributes(record.attributes),
            trace_id: id(&record.trace_id),
            span_id: id(&record.span_id),
            flags: record.flags,
            event_name: record.event_name,
            unix_nano: record.time_unix_nano,
            observed_unix_nano: record.observed_time_unix_nano,
            scope_name: scope.name.clone(),
            scope_version: scope.version.clone(),
            resource: resource.clone(),
        }
    }
}
