use super::dump::log_line;
use super::encode;
use super::record::Record;
use opentelemetry::InstrumentationScope;
use opentelemetry_sdk::logs::SdkLogRecord;
use serde_json::Value as Json;
use std::borrow::Cow;

/// A log record and the scope it is exported under.
pub(crate) struct ScopedLog<'a> {
    record: &'a SdkLogRecord,
    scope: Cow<'a, InstrumentationScope>,
}

impl<'a> ScopedLog<'a> {
    /// A record's target takes the place of the scope's name, as in OpenTelemetry's own exporters:
    /// all that a bridge passes on is of one scope otherwise.
    pub(crate) fn new(record: &'a SdkLogRecord, scope: &'a InstrumentationScope) -> Self {
        let scope = match record.target() {
            Some(target) if target != scope.name() => {
                let mut named = InstrumentationScope::builder(target.clone())
                    .with_attributes(scope.attributes().cloned());
                if let Some(version) = scope.version() {
                    named = named.with_version(version.to_owned());
                }
                if let Some(url) = scope.schema_url() {
                    named = named.with_schema_url(url.to_owned());
                }
                Cow::Owned(named.build())
            }
            _ => Cow::Borrowed(scope),
        };
        Self { record, scope }
    }
}

impl Record for ScopedLog<'_> {
    fn scope(&self) -> &InstrumentationScope {
        &self.scope
    }

    fn encode(&self, out: &mut Vec<u8>) {
        encode::log_record(out, self.record);
    }

    fn line(&self, resource: &Json) -> Json {
        log_line(self.record, resource)
    }
}
