use super::failure::Failure;
use super::older_names::push_older_names;
use super::{DatabaseOperation, DatabaseServer, PlannedCall};
use crate::ActiveCore;
use crate::attributes::DB_RESPONSE_AFFECTED_ROWS;
use crate::span::CANCELLED;
use opentelemetry::time::now;
use opentelemetry::trace::{SpanBuilder, SpanKind, Status};
use opentelemetry::{Context, KeyValue, StringValue};
use opentelemetry_semantic_conventions::attribute::{
    DB_RESPONSE_RETURNED_ROWS, DB_RESPONSE_STATUS_CODE, ERROR_TYPE,
};
use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

/// Room for the attributes of most calls.
const ATTRIBUTES: usize = 16;

/// A call of a database under way. Its span is started when it ends, with all that is known by then: nothing
/// that happens beneath needs it.
///
/// Until [`finish`](Self::finish) or [`fail`](Self::fail) is called, dropping it tells of a call that was
/// given up, with the `error.type` `cancelled`.
///
/// ```
/// use lumigo_core::{DatabaseOperation, DatabaseServer, Instrumentation, Lumigo, PlannedCall};
/// use opentelemetry::Context;
///
/// static INSTRUMENTATION: Instrumentation =
///     Instrumentation::new("my-adapter", env!("CARGO_PKG_VERSION"), &["my-database"]);
///
/// # let lumigo = Lumigo::builder().with_variables([("LUMIGO_DEBUG", "false")]).build();
/// let core = INSTRUMENTATION.of(&lumigo).unwrap();
/// let server = DatabaseServer::new("redis").with_address("localhost", Some(6379));
/// let operation = DatabaseOperation {
///     name: Some("GET".into()),
///     ..DatabaseOperation::default()
/// };
/// if let Some(planned) = PlannedCall::new(core, Context::current()) {
///     let mut call = planned.begin(&server, operation);
///     call.set_returned_rows(1);
///     call.finish();
/// }
/// ```
#[derive(Debug)]
#[must_use = "the span ends when this is dropped"]
pub struct DatabaseCall {
    core: Arc<ActiveCore>,
    parent: Context,
    start: SystemTime,
    /// The same for metrics, whom setting the clock back does not touch.
    measured_from: Option<Instant>,
    name: Cow<'static, str>,
    attributes: Vec<KeyValue>,
    failure: Option<Failure>,
    is_recorded: bool,
    is_finished: bool,
}

impl DatabaseCall {
    pub(super) fn begin(
        planned: PlannedCall,
        server: &DatabaseServer,
        mut operation: DatabaseOperation,
    ) -> Self {
        let PlannedCall {
            core,
            parent,
            is_recorded,
        } = planned;
        let name = operation.span_name(server);
        let mut attributes = Vec::with_capacity(ATTRIBUTES);
        server.push_attributes(&mut attributes);
        operation.push_attributes(&mut attributes);
        Self {
            measured_from: core.database_instruments().map(|_| Instant::now()),
            core,
            parent,
            start: now(),
            name,
            attributes,
            failure: None,
            is_recorded,
            is_finished: false,
        }
    }

    /// What it goes through.
    pub fn core(&self) -> &Arc<ActiveCore> {
        &self.core
    }

    /// Adds an attribute, in which secrets are masked already.
    pub fn set_attribute(&mut self, attribute: KeyValue) {
        self.attributes.push(attribute);
    }

    /// How many rows or documents have come: `db.response.returned_rows`.
    pub fn set_returned_rows(&mut self, rows: u64) {
        self.set_count(DB_RESPONSE_RETURNED_ROWS, rows);
    }

    /// How many rows or documents were changed: `db.response.affected_rows`.
    pub fn set_affected_rows(&mut self, rows: u64) {
        self.set_count(DB_RESPONSE_AFFECTED_ROWS, rows);
    }

    fn set_count(&mut self, key: &'static str, count: u64) {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        self.set_attribute(KeyValue::new(key, count));
    }

    /// Has failed as the server says: `db.response.status_code`, which is the `error.type` too. The first
    /// failure stays.
    pub fn fail_with_status(&mut self, status_code: impl Into<StringValue>) {
        let status_code = status_code.into();
        self.failure.get_or_insert(Failure {
            error_type: status_code.clone(),
            status_code: Some(status_code),
        });
    }

    /// Has failed before the server could say how: the `error.type` is of few different texts. The first
    /// failure stays.
    pub fn fail(&mut self, error_type: impl Into<StringValue>) {
        self.failure.get_or_insert(Failure {
            error_type: error_type.into(),
            status_code: None,
        });
    }

    fn measure(&self, attributes: &[KeyValue]) {
        let instruments = self.core.database_instruments();
        if let (Some(instruments), Some(start)) = (instruments, self.measured_from) {
            instruments.record(start.elapsed(), attributes);
        }
    }

    /// The call has its outcome: from now on its span just ends when it is dropped.
    pub fn finish(&mut self) {
        self.is_finished = true;
    }
}

impl Drop for DatabaseCall {
    fn drop(&mut self) {
        if !self.is_finished {
            self.fail(CANCELLED);
        }
        let mut attributes = std::mem::take(&mut self.attributes);
        let mut status = None;
        if let Some(failure) = self.failure.take() {
            let code = failure.status_code;
            attributes.extend(code.map(|code| KeyValue::new(DB_RESPONSE_STATUS_CODE, code)));
            attributes.push(KeyValue::new(ERROR_TYPE, failure.error_type));
            status = Some(Status::error(""));
        }
        self.measure(&attributes);
        if !self.is_recorded {
            return;
        }
        if self.core.has_older_database_names() {
            push_older_names(&mut attributes);
        }
        let builder = SpanBuilder::from_name(std::mem::take(&mut self.name))
            .with_kind(SpanKind::Client)
            .with_start_time(self.start)
            .with_attributes(attributes);
        let core = &self.core;
        core.record_ended_span(&self.parent, builder, status);
    }
}
