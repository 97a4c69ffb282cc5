use std::collections::HashMap;
use std::collections::hash_map::Entry;

use opentelemetry::trace::{SpanId, TraceId};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::trace::v1::Span;

use crate::Tally;

/// Which spans were kept, and of which the client was told so.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    pub(super) tally: Tally,
    /// In the order in which they came first.
    pub(super) ids: Vec<SpanId>,
    is_told: HashMap<(TraceId, SpanId), bool>,
}

impl Ledger {
    /// Notes the spans of a request that is kept.
    pub(super) fn add(&mut self, request: &ExportTraceServiceRequest, is_told: bool) {
        let scopes = request.resource_spans.iter().flat_map(|of| &of.scope_spans);
        for span in scopes.flat_map(|scope| &scope.spans) {
            self.add_span(span, is_told);
        }
    }

    fn add_span(&mut self, span: &Span, is_told: bool) {
        let trace_id = span.trace_id.as_slice().try_into().unwrap_or_default();
        let span_id = span.span_id.as_slice().try_into().unwrap_or_default();
        let (trace_id, span_id) = (TraceId::from_bytes(trace_id), SpanId::from_bytes(span_id));
        self.tally.kept += 1;
        match self.is_told.entry((trace_id, span_id)) {
            Entry::Vacant(entry) => {
                entry.insert(is_told);
                self.ids.push(span_id);
                self.tally.distinct += 1;
                self.tally.told += usize::from(is_told);
            }
            Entry::Occupied(mut entry) => {
                let was_told = *entry.get();
                entry.insert(was_told || is_told);
                self.tally.needless += usize::from(was_told);
                self.tally.told += usize::from(is_told && !was_told);
            }
        }
    }
}
