//! Tags of an execution: what the business calls it, on every span.

mod guard;
mod tagged;
mod value;

pub use guard::ExecutionTagsGuard;
pub use tagged::Tagged;
pub use value::TagValue;

use crate::attributes::LUMIGO_EXECUTION_TAGS;
use crate::diagnostics;
use opentelemetry::trace::{Span as _, TraceContextExt};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::trace::Span;
use std::sync::{Arc, Once};

/// Said once, not for each request.
static REPORT: Once = Once::new();

/// The tags of a context, as attributes.
#[derive(Clone)]
struct ExecutionTags(Arc<[KeyValue]>);

/// Puts tags on all spans that start on this thread until the guard is dropped, and on those that
/// start under them: `lumigo.execution_tags.{name}`. The span that is current already does not get
/// them; [`set_execution_tags`] is for that one.
///
/// Tags that hold already stay, and are replaced by new ones of the same name. A tag whose name or
/// text is blank, or whose list is empty, is left out, which is reported once. They stay in this process: they
/// are not sent to other services.
///
/// In asynchronous code use [`with_execution_tags`]: the guard cannot cross an `await`.
///
/// ```
/// use lumigo_core::{add_execution_tags, execution_tags};
///
/// let _tags = add_execution_tags([("user", "ada"), ("tenant", "t-1")]);
/// // Values of different types:
/// let _more = add_execution_tags(execution_tags![("user", "ada"), ("roles", ["admin", "editor"])]);
/// ```
pub fn add_execution_tags<N, V>(tags: impl IntoIterator<Item = (N, V)>) -> ExecutionTagsGuard
where
    N: AsRef<str>,
    V: Into<TagValue>,
{
    let context = Context::current();
    let tags = merged(&context, &valid(tags));
    ExecutionTagsGuard::new(context.with_value(ExecutionTags(tags.into())).attach())
}

/// The same for all spans that start while the future is polled, on whichever thread.
///
/// ```
/// use lumigo_core::with_execution_tags;
///
/// async fn checkout(user: &str) {
///     with_execution_tags([("user", user)], async {
///         // Spans that start here have the tag.
///     })
///     .await;
/// }
/// ```
pub fn with_execution_tags<N, V, F>(tags: impl IntoIterator<Item = (N, V)>, future: F) -> Tagged<F>
where
    N: AsRef<str>,
    V: Into<TagValue>,
    F: Future,
{
    Tagged::new(future, valid(tags))
}

/// Puts tags on the current span alone. Without one nothing happens.
///
/// ```
/// use lumigo_core::set_execution_tags;
///
/// set_execution_tags([("cart", 3)]);
/// ```
pub fn set_execution_tags<N, V>(tags: impl IntoIterator<Item = (N, V)>)
where
    N: AsRef<str>,
    V: Into<TagValue>,
{
    let context = Context::current();
    let span = context.span();
    if span.is_recording() {
        span.set_attributes(valid(tags));
    }
}

/// Makes a list of tags whose values have different types, for [`add_execution_tags`],
/// [`with_execution_tags`] and [`set_execution_tags`].
///
/// ```
/// use lumigo_core::{execution_tags, set_execution_tags};
///
/// set_execution_tags(execution_tags![("user", "ada"), ("roles", ["admin", "editor"]), ("age", 36)]);
/// ```
#[macro_export]
macro_rules! execution_tags {
    ($(($name:expr, $value:expr $(,)?)),* $(,)?) => {
        [$(($name, $crate::TagValue::from($value))),*]
    };
}

/// Puts the context's tags on a span that starts in it.
pub(crate) fn put_on(span: &mut Span, context: &Context) {
    if let Some(ExecutionTags(tags)) = context.get() {
        span.set_attributes(tags.iter().cloned());
    }
}

/// The tags of a context and others, which win.
fn merged(context: &Context, tags: &[KeyValue]) -> Vec<KeyValue> {
    let mut all: Vec<_> = match context.get() {
        Some(ExecutionTags(tags)) => tags.to_vec(),
        None => Vec::new(),
    };
    for tag in tags {
        match all.iter_mut().find(|known| known.key == tag.key) {
            Some(known) => known.value = tag.value.clone(),
            None => all.push(tag.clone()),
        }
    }
    all
}

fn valid<N, V>(tags: impl IntoIterator<Item = (N, V)>) -> Vec<KeyValue>
where
    N: AsRef<str>,
    V: Into<TagValue>,
{
    let mut valid = Vec::new();
    for (name, value) in tags {
        let (name, value) = (name.as_ref(), value.into());
        if is_blank(name) || value.is_blank() {
            REPORT.call_once(|| {
                diagnostics::warn("execution tags whose name or value is blank are left out");
            });
            continue;
        }
        let key = [LUMIGO_EXECUTION_TAGS, name].concat();
        valid.push(KeyValue::new(key, value.into_value()));
    }
    valid
}

/// Whether a text has nothing but white space, separators of ASCII included.
fn is_blank(text: &str) -> bool {
    text.chars()
        .all(|letter| letter.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&letter))
}
