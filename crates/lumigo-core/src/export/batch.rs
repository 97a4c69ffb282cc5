use super::encode;
use opentelemetry::InstrumentationScope;
use opentelemetry_sdk::trace::SpanData;

/// Spans as OTLP bytes, grouped by the scope that made them.
#[derive(Default)]
pub(super) struct Batch {
    scopes: Vec<ScopeSpans>,
    spans: u64,
    last: u64,
    bytes: usize,
}

struct ScopeSpans {
    scope: InstrumentationScope,
    spans: Vec<u8>,
}

impl Batch {
    /// Appends a span; `number` is its place among all spans.
    pub(super) fn push(&mut self, span: &SpanData, number: u64) {
        self.last = number;
        let scope = &span.instrumentation_scope;
        let known = self.scopes.iter().position(|known| known.scope == *scope);
        let index = known.unwrap_or_else(|| {
            self.scopes.push(ScopeSpans {
                scope: scope.clone(),
                spans: Vec::new(),
            });
            self.scopes.len() - 1
        });
        if let Some(ScopeSpans { spans, .. }) = self.scopes.get_mut(index) {
            let before = spans.len();
            encode::span(spans, span);
            self.bytes += spans.len() - before;
            self.spans += 1;
        }
    }

    /// How many spans it holds.
    pub(super) fn spans(&self) -> u64 {
        self.spans
    }

    /// The number of its last span.
    pub(super) fn last(&self) -> u64 {
        self.last
    }

    /// How many bytes its spans have.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// The body of an `ExportTraceServiceRequest`; `resource` is the encoded resource.
    pub(super) fn request(&self, resource: &[u8]) -> Vec<u8> {
        let mut body = Vec::with_capacity(self.bytes + resource.len() + 256);
        encode::message(&mut body, 1, |out| {
            out.extend_from_slice(resource);
            for ScopeSpans { scope, spans } in &self.scopes {
                encode::message(out, 2, |out| {
                    encode::scope(out, scope);
                    out.extend_from_slice(spans);
                    encode::schema_url(out, scope);
                });
            }
        });
        body
    }
}
