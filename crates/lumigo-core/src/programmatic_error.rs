//! Errors of the business, which no exception tells of.

use crate::attributes::LUMIGO_TYPE;
use opentelemetry::trace::TraceContextExt;
use opentelemetry::{Context, KeyValue, Value};
use std::borrow::Cow;

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
pub fn create_programmatic_error(
    message: impl Into<Cow<'static, str>>,
    error_type: impl Into<Value>,
) {
    let context = Context::current();
    let span = context.span();
    if span.is_recording() {
        span.add_event(message, vec![KeyValue::new(LUMIGO_TYPE, error_type)]);
    }
}
