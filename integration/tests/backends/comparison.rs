//! Whether what arrived is what was recorded, field by field.

use crate::recorder::MessageRecorder;
use crate::spans;
use crate::support::{PATIENCE, all_signals, with};
use lumigo_testing::{Export, OtlpSink};
use opentelemetry_proto::tonic::common::v1::InstrumentationScope;
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, Span};
use std::collections::BTreeMap;

/// A span with what the message around it says of it.
#[derive(Debug)]
struct Placed {
    resource: Resource,
    resource_schema_url: String,
    scope: InstrumentationScope,
    scope_schema_url: String,
    span: Span,
}

/// The sink holds exactly what was recorded.
#[track_caller]
pub(crate) fn assert_same_spans(recorded: Vec<ResourceSpans>, sink: &OtlpSink) {
    let arrived = sink.exports().into_iter().flat_map(|export| match export {
        Export::Traces(request) => request.resource_spans,
        _ => Vec::new(),
    });
    let mut arrived = by_id(arrived.collect());
    let recorded = by_id(recorded);
    assert!(!recorded.is_empty(), "there is nothing to compare");
    for (id, recorded) in recorded {
        let name = recorded.span.name.clone();
        let arrived = arrived.remove(&id);
        let arrived = arrived.unwrap_or_else(|| panic!("{name:?} did not arrive"));
        assert_same(&recorded, &arrived);
    }
    assert!(arrived.is_empty(), "these were not recorded: {arrived:#?}");
}

macro_rules! assert_same_fields {
    ($recorded:expr, $arrived:expr, $name:expr, [$($($field:ident).+),* $(,)?]) => {
        $(assert_eq!(
            $arrived.$($field).+,
            $recorded.$($field).+,
            "{} of {:?}",
            stringify!($($field).+),
            $name
        );)*
    };
}

#[track_caller]
fn assert_same(recorded: &Placed, arrived: &Placed) {
    let name = &recorded.span.name;
    assert_same_fields!(
        recorded,
        arrived,
        name,
        [
            resource.attributes,
            resource.dropped_attributes_count,
            resource_schema_url,
            scope.name,
            scope.version,
            scope.attributes,
            scope.dropped_attributes_count,
            scope_schema_url,
            span.trace_id,
            span.parent_span_id,
            span.trace_state,
            span.flags,
            span.kind,
            span.start_time_unix_nano,
            span.end_time_unix_nano,
            span.attributes,
            span.dropped_attributes_count,
            span.events,
            span.dropped_events_count,
            span.links,
            span.dropped_links_count,
            span.status,
        ]
    );
    // Whatever OTLP adds to these.
    assert_same_fields!(recorded, arrived, name, [resource, scope, span]);
}

#[track_caller]
fn by_id(messages: Vec<ResourceSpans>) -> BTreeMap<Vec<u8>, Placed> {
    let mut found = BTreeMap::new();
    for group in messages {
        let mut resource = group.resource.unwrap_or_default();
        // A resource has no order.
        let attributes = &mut resource.attributes;
        attributes.sort_by(|one, other| one.key.cmp(&other.key));
        for scope_spans in group.scope_spans {
            for span in scope_spans.spans {
                let id = span.span_id.clone();
                let placed = Placed {
                    resource: resource.clone(),
                    resource_schema_url: group.schema_url.clone(),
                    scope: scope_spans.scope.clone().unwrap_or_default(),
                    scope_schema_url: scope_spans.schema_url.clone(),
                    span,
                };
                let earlier = found.insert(id, placed);
                assert!(earlier.is_none(), "a span came twice: {earlier:#?}");
            }
        }
    }
    found
}

#[test]
#[should_panic(expected = "span.trace_state of \"links\"")]
fn a_difference_in_one_field_of_one_span_is_found() {
    let sink = OtlpSink::start();
    let recorder = MessageRecorder::default();
    let lumigo = with(&all_signals(&sink.base_endpoint(), "http/protobuf"))
        .with_span_processor(recorder.clone())
        .build();
    spans::make_all(&lumigo);
    lumigo.force_flush(PATIENCE).unwrap();
    let mut recorded = recorder.messages();
    let scopes = recorded.iter_mut().flat_map(|group| &mut group.scope_spans);
    let mut spans = scopes.flat_map(|scope| &mut scope.spans);
    let span = spans.find(|span| span.name == "links").unwrap();
    span.trace_state = "other=1".to_owned();
    assert_same_spans(recorded, &sink);
}
