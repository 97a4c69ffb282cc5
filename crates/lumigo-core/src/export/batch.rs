use super::encode;
use opentelemetry::InstrumentationScope;

/// What is emptied to be filled again keeps no more scopes, and no more room for each, than this.
const KEPT_SCOPES: usize = 8;
const KEPT_BYTES: usize = 512 * 1024;

/// Records as OTLP bytes, grouped by the scope that made them.
#[derive(Debug, Default)]
pub(super) struct Batch {
    scopes: Vec<ScopeRecords>,
    /// Where the last record went: the next one is of the same scope, mostly.
    latest: usize,
    records: u64,
    last: u64,
    bytes: usize,
}

/// `ScopeSpans` or `ScopeLogs`.
#[derive(Debug)]
struct ScopeRecords {
    scope: InstrumentationScope,
    records: Vec<u8>,
}

/// Whether two scopes are equal. That of scopes with attributes is a matter of sorting them: most have none.
fn is_same(one: &InstrumentationScope, other: &InstrumentationScope) -> bool {
    one.name() == other.name()
        && one.version() == other.version()
        && one.schema_url() == other.schema_url()
        && (one.attributes().chain(other.attributes()).next().is_none() || one == other)
}

impl Batch {
    /// Appends a record that is encoded already; `number` is its place among all records.
    pub(super) fn push(&mut self, scope: &InstrumentationScope, record: &[u8], number: u64) {
        self.latest = self.index_of(scope);
        if let Some(ScopeRecords { records, .. }) = self.scopes.get_mut(self.latest) {
            if records.is_empty() {
                self.bytes += scope.name().len();
            }
            records.extend_from_slice(record);
            self.bytes += record.len();
            self.records += 1;
            self.last = number;
        }
    }

    fn index_of(&mut self, scope: &InstrumentationScope) -> usize {
        let is_same = |known: &ScopeRecords| is_same(&known.scope, scope);
        if self.scopes.get(self.latest).is_some_and(is_same) {
            return self.latest;
        }
        self.scopes.iter().position(is_same).unwrap_or_else(|| {
            self.scopes.push(ScopeRecords {
                scope: scope.clone(),
                records: Vec::new(),
            });
            self.scopes.len() - 1
        })
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

    /// Takes all records out; the memory is kept for others, within bounds.
    pub(super) fn clear(&mut self) {
        self.scopes
            .retain(|scope| scope.records.capacity() <= KEPT_BYTES);
        self.scopes.truncate(KEPT_SCOPES);
        for ScopeRecords { records, .. } in &mut self.scopes {
            records.clear();
        }
        (self.latest, self.records, self.bytes) = (0, 0, 0);
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
                if records.is_empty() {
                    continue;
                }
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
