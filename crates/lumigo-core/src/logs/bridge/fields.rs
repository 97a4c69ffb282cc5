use super::beginning::Beginning;
use super::cleaner::Cleaner;
use opentelemetry::Key;
use opentelemetry::logs::{AnyValue, LogRecord};
use opentelemetry_sdk::logs::SdkLogRecord;
use opentelemetry_semantic_conventions::attribute::{EXCEPTION_MESSAGE, EXCEPTION_STACKTRACE};
use std::error::Error;
use std::fmt::{Debug, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use tracing::field::{Field, Visit};

/// The field that becomes the body.
const MESSAGE: &str = "message";
/// How `tracing-log` calls the fields that are metadata of a `log` record.
const LOG_METADATA: &str = "log.";
/// How many causes of an error are told.
const MAX_CAUSES: usize = 16;

/// Puts the fields of an event on a record.
pub(super) struct Fields<'a> {
    pub(super) record: &'a mut SdkLogRecord,
    pub(super) cleaner: &'a Cleaner,
    /// Whether the event is a `log` record.
    pub(super) is_log: bool,
    /// Whether the program, or a field before, tells of an error in the terms of the semantic
    /// conventions.
    pub(super) has_exception: bool,
}

impl Fields<'_> {
    fn add(&mut self, field: &Field, value: impl Into<AnyValue>) {
        let name = field.name();
        if name == MESSAGE {
            self.record.set_body(value.into());
        } else if !(self.is_log && name.starts_with(LOG_METADATA)) {
            self.record.add_attribute(key(name), value);
        }
    }

    /// A formatter that fails, panics or writes much costs a part of the text and nothing else: without
    /// us nobody might have called it.
    fn format(&self, text: std::fmt::Arguments<'_>) -> String {
        // One character more than is looked at, so that a text that was cut here can be told.
        let mut beginning = Beginning::new(self.cleaner.reach().saturating_add(4));
        let _ = catch_unwind(AssertUnwindSafe(|| beginning.write_fmt(text)));
        beginning.into_string()
    }

    /// The number, or its text when it is too large.
    fn add_integer<N: TryInto<i64> + ToString + Copy>(&mut self, field: &Field, number: N) {
        match number.try_into() {
            Ok(number) => self.add(field, number),
            Err(_) => self.add(field, number.to_string()),
        }
    }

    fn add_exception(&mut self, message: String, error: &(dyn Error + 'static)) {
        let causes = std::iter::successors(error.source(), |&cause| cause.source());
        let mut trace = message.clone();
        for cause in causes.take(MAX_CAUSES) {
            trace.push_str("\ncaused by: ");
            trace.push_str(&self.format(format_args!("{cause}")));
        }
        if trace.len() > message.len() {
            self.record.add_attribute(EXCEPTION_STACKTRACE, trace);
        }
        self.record.add_attribute(EXCEPTION_MESSAGE, message);
        self.has_exception = true;
    }
}

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let text = self.format(format_args!("{value:?}"));
        self.add(field, text);
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        let message = self.format(format_args!("{value}"));
        // What is secret under the field's name would show under the other.
        if !self.has_exception && !self.cleaner.is_secret(field.name()) {
            self.add_exception(message.clone(), value);
        }
        self.add(field, message);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        let text = self.format(format_args!("{value}"));
        self.add(field, text);
    }

    fn record_bytes(&mut self, field: &Field, value: &[u8]) {
        self.add(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.add(field, value);
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.add(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.add(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.add_integer(field, value);
    }

    fn record_i128(&mut self, field: &Field, value: i128) {
        self.add_integer(field, value);
    }

    fn record_u128(&mut self, field: &Field, value: u128) {
        self.add_integer(field, value);
    }
}

/// Fields named like a keyword are written raw in the program, and plain everywhere else.
fn key(name: &'static str) -> Key {
    Key::from_static_str(name.strip_prefix("r#").unwrap_or(name))
}
