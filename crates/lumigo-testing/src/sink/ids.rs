use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span};
use prost::Message;

/// Reads an export of spans whose ids alone are wanted: the rest of them is passed over, in a fraction of
/// the time.
pub(super) fn decode(body: &[u8]) -> Option<ExportTraceServiceRequest> {
    let request = Request::decode(body).ok()?;
    let scopes = request.resources.into_iter().flat_map(|of| of.scopes);
    let spans = scopes.flat_map(|scope| scope.spans).map(|ids| Span {
        trace_id: ids.trace_id,
        span_id: ids.span_id,
        ..Span::default()
    });
    let scope_spans = ScopeSpans {
        spans: spans.collect(),
        ..ScopeSpans::default()
    };
    let resource_spans = ResourceSpans {
        scope_spans: vec![scope_spans],
        ..ResourceSpans::default()
    };
    Some(ExportTraceServiceRequest {
        resource_spans: vec![resource_spans],
    })
}

/// `ExportTraceServiceRequest`, and what is in it.
#[derive(Clone, PartialEq, Message)]
struct Request {
    #[prost(message, repeated, tag = "1")]
    resources: Vec<Resource>,
}

#[derive(Clone, PartialEq, Message)]
struct Resource {
    #[prost(message, repeated, tag = "2")]
    scopes: Vec<Scope>,
}

#[derive(Clone, PartialEq, Message)]
struct Scope {
    #[prost(message, repeated, tag = "2")]
    spans: Vec<Ids>,
}

#[derive(Clone, PartialEq, Message)]
struct Ids {
    #[prost(bytes = "vec", tag = "1")]
    trace_id: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    span_id: Vec<u8>,
}
