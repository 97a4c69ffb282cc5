use std::collections::BTreeMap;
use std::fmt::Write;

use opentelemetry::trace;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value as Any;
use opentelemetry_proto::tonic::common::v1::{AnyValue, InstrumentationScope, KeyValue};
use opentelemetry_proto::tonic::trace::v1::span::{Event, Link, SpanKind};
use opentelemetry_proto::tonic::trace::v1::status::StatusCode;
use opentelemetry_proto::tonic::trace::v1::{ScopeSpans, Span, Status};
use opentelemetry_sdk::trace::SpanData;
use serde_json::{Number, Value};

use crate::{TestEvent, TestLink, TestSpan};

type Attributes = BTreeMap<String, Value>;

impl TestSpan {
    /// The span as it would be exported, but without a resource, which is not part of the data.
    #[must_use]
    pub fn from_data(data: SpanData) -> Self {
        let scope = InstrumentationScope::from((&data.instrumentation_scope, None));
        Self::from_message(data.into(), &scope, &Attributes::new())
    }

    /// All spans of an export request, in its order.
    #[must_use]
    pub fn from_request(request: ExportTraceServiceRequest) -> Vec<Self> {
        let mut spans = Vec::new();
        for group in request.resource_spans {
            let resource = attributes(group.resource.unwrap_or_default().attributes);
            for scope_spans in group.scope_spans {
                spans.extend(Self::from_scope(scope_spans, &resource));
            }
        }
        spans
    }

    fn from_scope(group: ScopeSpans, resource: &Attributes) -> impl Iterator<Item = Self> {
        let scope = group.scope.unwrap_or_default();
        let spans = group.spans.into_iter();
        spans.map(move |span| Self::from_message(span, &scope, resource))
    }

    fn from_message(span: Span, scope: &InstrumentationScope, resource: &Attributes) -> Self {
        let kind = kind(span.kind());
        Self {
            name: span.name,
            trace_id: hex(&span.trace_id),
            span_id: hex(&span.span_id),
            parent_span_id: (!span.parent_span_id.is_empty()).then(|| hex(&span.parent_span_id)),
            kind,
            start_unix_nano: span.start_time_unix_nano,
            end_unix_nano: span.end_time_unix_nano,
            duplicate_keys: duplicate_keys(&span.attributes),
            attributes: attributes(span.attributes),
            status: status(span.status.unwrap_or_default()),
            events: span.events.into_iter().map(event).collect(),
            links: span.links.into_iter().map(link).collect(),
            trace_state: span.trace_state,
            flags: span.flags,
            scope_name: scope.name.clone(),
            scope_version: scope.version.clone(),
            resource: resource.clone(),
        }
    }
}

/// Attributes in the form of a [`TestSpan`]'s.
pub(crate) fn attributes(pairs: Vec<KeyValue>) -> Attributes {
    let pairs = pairs.into_iter();
    pairs.map(|pair| (pair.key, json(pair.value))).collect()
}

pub(crate) fn duplicate_keys(pairs: &[KeyValue]) -> Vec<String> {
    let mut counts = BTreeMap::<&str, usize>::new();
    for pair in pairs {
        *counts.entry(&pair.key).or_default() += 1;
    }
    let repeated = counts.into_iter().filter(|(_, count)| *count > 1);
    repeated.map(|(key, _)| key.to_owned()).collect()
}

pub(crate) fn json(value: Option<AnyValue>) -> Value {
    match value.and_then(|value| value.value) {
        Some(Any::StringValue(text)) => text.into(),
        Some(Any::BoolValue(flag)) => flag.into(),
        Some(Any::IntValue(number)) => number.into(),
        // JSON has neither NaN nor infinities.
        Some(Any::DoubleValue(number)) => {
            Number::from_f64(number).map_or_else(|| number.to_string().into(), Value::Number)
        }
        Some(Any::ArrayValue(array)) => {
            let values = array.values.into_iter();
            values.map(|value| json(Some(value))).collect()
        }
        Some(Any::KvlistValue(list)) => {
            Value::Object(attributes(list.values).into_iter().collect())
        }
        Some(Any::BytesValue(bytes)) => hex(&bytes).into(),
        Some(Any::StringValueStrindex(_)) | None => Value::Null,
    }
}

fn kind(kind: SpanKind) -> trace::SpanKind {
    match kind {
        SpanKind::Unspecified | SpanKind::Internal => trace::SpanKind::Internal,
        SpanKind::Server => trace::SpanKind::Server,
        SpanKind::Client => trace::SpanKind::Client,
        SpanKind::Producer => trace::SpanKind::Producer,
        SpanKind::Consumer => trace::SpanKind::Consumer,
    }
}

fn status(status: Status) -> trace::Status {
    match status.code() {
        StatusCode::Unset => trace::Status::Unset,
        StatusCode::Ok => trace::Status::Ok,
        StatusCode::Error => trace::Status::error(status.message),
    }
}

fn event(event: Event) -> TestEvent {
    TestEvent {
        name: event.name,
        unix_nano: event.time_unix_nano,
        attributes: attributes(event.attributes),
    }
}

fn link(link: Link) -> TestLink {
    TestLink {
        trace_id: hex(&link.trace_id),
        span_id: hex(&link.span_id),
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}
