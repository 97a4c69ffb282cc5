use super::dump::span_line;
use super::encode;
use opentelemetry::InstrumentationScope;
use opentelemetry_sdk::trace::SpanData;
use serde_json::Value as Json;

/// Something that is exported: it is written where it was made, before any lock is taken.
pub(crate) trait Record {
    /// What it is grouped by.
    fn scope(&self) -> &InstrumentationScope;

    /// Appends it to the OTLP records of its scope.
    fn encode(&self, out: &mut Vec<u8>);

    /// It as a line of JSON.
    fn line(&self, resource: &Json) -> Json;
}

impl Record for SpanData {
    fn scope(&self) -> &InstrumentationScope {
        &self.instrumentation_scope
    }

    fn encode(&self, out: &mut Vec<u8>) {
        encode::span(out, self);
    }

    fn line(&self, resource: &Json) -> Json {
        span_line(self, resource)
    }
}
