use super::encode;
use opentelemetry::InstrumentationScope;

/// Records as OTLP bytes, grouped by the scope that made them.
#[derive(Default)]
pub(super) struct Batch {
    scopes: Vec<ScopeRecords>,
    records: u64,
    last: u64,
    bytes: usize,
}

/// `ScopeSpans` or `ScopeLogs`.
struct ScopeRecords {
    scope: InstrumentationScope,
    records: Vec<u8>,
}

impl Batch {
    /// Appends a record that is encoded already; `number` is its place among all records.
    pub(super) fn push(&mut self, scope: &InstrumentationScope, record: &[u8], number: u64) {
        self.last = number;
        let known = self.scopes.iter().position(|known| known.scope == *scope);
        let index = known.unwrap_or_else(|| {
            self.bytes += scope.name().len();
            self.scopes.push(ScopeRecords {
                scope: scope.clone(),
                records: Vec::new(),
            });
            self.scopes.len() - 1
        });
        if let Some(ScopeRecords { records, .. }) = self.scopes.get_mut(index) {
            records.extend_from_slice(record);
            self.bytes += record.len();
            self.records += 1;
        }
    }

    /// How many records it holds.
    pub(super) fn records(&self) -> u64 {
        self.records
    }

    /// The number of its last record.
    pub(super) fn last(&self) -> u64 {
        self.last
    }

    /// How many bytes it has: those of its records and of the names of its scopes.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Its records one after the other, without their scopes.
    pub(super) fn records_alone(&self) -> Vec<u8> {
        let records = self.scopes.iter().map(|scope| &*scope.records);
        records.collect::<Vec<_>>().concat()
    }

    /// The body of an export request; `resource` is the encoded resource.
    pub(super) fn request(&self, resource: &[u8]) -> Vec<u8> {
        let mut body = Vec::with_capacity(self.bytes + resource.len() + 256);
        encode::message(&mut body, 1, |out| {
            out.extend_from_slice(resource);
            for ScopeRecords { scope, records } in &self.scopes {
                encode::message(out, 2, |out| {
                    encode::scope(out, scope);
                    out.extend_from_slice(records);
                    encode::schema_url(out, scope);
                });
            }
        });
        body
    }
}
