use super::json::{attributes, span_id, time, trace_id};
use opentelemetry::trace::{SpanId, SpanKind, Status};
use opentelemetry_sdk::trace::SpanData;
use serde_json::{Value as Json, json};

/// A span as one object.
pub(in crate::export) fn span_line(span: &SpanData, resource: &Json) -> Json {
    let parent = (span.parent_span_id != SpanId::INVALID).then(|| span_id(span.parent_span_id));
    let context = &span.span_context;
    json!({
        "name": span.name,
        "context": context_object(context),
        "kind": kind(&span.span_kind),
        "parent_id": parent,
        "start_time": time(span.start_time),
        "end_time": time(span.end_time),
        "status": status(&span.status),
        "attributes": attributes(&span.attributes),
        "events": span.events.iter().map(|event| json!({
            "name": event.name,
            "timestamp": time(event.timestamp),
            "attributes": attributes(&event.attributes),
        })).collect::<Vec<_>>(),
        "links": span.links.iter().map(|link| json!({
            "context": context_object(&link.span_context),
            "attributes": attributes(&link.attributes),
        })).collect::<Vec<_>>(),
        "resource": resource,
    })
}

fn context_object(context: &opentelemetry::trace::SpanContext) -> Json {
    json!({
        "trace_id": trace_id(context.trace_id()),
        "span_id": span_id(context.span_id()),
        "trace_state": format!("[{}]", context.trace_state().header()),
    })
}

fn kind(kind: &SpanKind) -> &'static str {
    match kind {
        SpanKind::Client => "SpanKind.CLIENT",
        SpanKind::Server => "SpanKind.SERVER",
        SpanKind::Producer => "SpanKind.PRODUCER",
        SpanKind::Consumer => "SpanKind.CONSUMER",
        SpanKind::Internal => "SpanKind.INTERNAL",
    }
}

fn status(status: &Status) -> Json {
    match status {
        Status::Unset => json!({ "status_code": "UNSET" }),
        Status::Ok => json!({ "status_code": "OK" }),
        Status::Error { description } if description.is_empty() => {
            json!({ "status_code": "ERROR" })
        }
        Status::Error { description } => {
            json!({ "status_code": "ERROR", "description": description })
        }
    }
}
