use super::encode;
use opentelemetry::InstrumentationScope;
use opentelemetry_sdk::trace::SpanData;

/// Something that is exported: it is written as bytes where it was made, before any lock is taken.
pub(crate) trait Record {
    /// What it is grouped by.
    fn scope(&self) -> &InstrumentationScope;

    /// Appends it to the records of its scope.
    fn encode(&self, out: &mut Vec<u8>);
}

impl Record for SpanData {
    fn scope(&self) -> &InstrumentationScope {
        &self.instrumentation_scope
    }

    fn encode(&self, out: &mut Vec<u8>) {
        encode::span(out, self);
    }
}
