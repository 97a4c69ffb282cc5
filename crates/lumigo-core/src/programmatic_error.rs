//! Errors of the business, which no exception tells of.

use crate::attributes::LUMIGO_TYPE;
use crate::execution_tags::TagValue;
use opentelemetry::trace::TraceContextExt;
use opentelemetry::{Context, KeyValue};

/// Adds an event to the current span, from which Lumigo makes an issue: named `message`, with
/// `error_type` as its attribute `lumigo.type`.
///
/// The span's status stays. Without a current span nothing happens. The message should be of low
/// cardinality, and neither it nor the type is masked.
///
/// ```
/// use lumigo_core::create_programmatic_error;
///
/// create_programmatic_error("customer not found", "CustomerNotExist");
/// ```
pub fn create_programmatic_error(message: impl AsRef<str>, error_type: impl Into<TagValue>) {
    let context = Context::current();
    let span = context.span();
    if span.is_recording() {
        let error_type = KeyValue::new(LUMIGO_TYPE, error_type.into().into_value());
        span.add_event(message.as_ref().to_owned(), vec![error_type]);
    }
}
