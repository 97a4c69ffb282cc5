use opentelemetry::trace::{SpanKind, Status};
use serde::Serializer;
use serde::ser::SerializeMap;

pub(super) fn kind_name(kind: &SpanKind) -> &'static str {
    match kind {
        SpanKind::Client => "CLIENT",
        SpanKind::Server => "SERVER",
        SpanKind::Producer => "PRODUCER",
        SpanKind::Consumer => "CONSUMER",
        SpanKind::Internal => "INTERNAL",
    }
}

pub(super) fn kind<S: Serializer>(kind: &SpanKind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind_name(kind))
}

pub(super) fn status<S: Serializer>(status: &Status, serializer: S) -> Result<S::Ok, S::Error> {
    let (code, description) = match status {
        Status::Unset => ("UNSET", None),
        Status::Ok => ("OK", None),
        Status::Error { description } => ("ERROR", Some(description)),
    };
    let mut map = serializer.serialize_map(None)?;
    map.serialize_entry("code", code)?;
    if let Some(description) = description {
        map.serialize_entry("description", description)?;
    }
    map.end()
}
