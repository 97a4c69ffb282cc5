//! Attributes of messages, as what carries a context.

use super::{Room, fields};
use lumigo_core::ActiveCore;
use opentelemetry::Context;
use std::collections::HashMap;

/// How many attributes a message may have.
const MOST_ATTRIBUTES: usize = 10;
/// The field that belongs to no trace.
const BAGGAGE: &str = "baggage";

/// An attribute of a message, of whichever service.
pub(crate) trait MessageAttribute: Sized {
    /// One that is a text.
    fn text(value: String) -> Option<Self>;

    /// What it adds to a message's size, without its name.
    fn size(&self) -> usize;
}

/// How many bytes a message has, the names of its attributes included.
pub(crate) fn attributes_size<A: MessageAttribute>(
    attributes: Option<&HashMap<String, A>>,
) -> usize {
    let attributes = attributes.into_iter().flatten();
    attributes
        .map(|(name, value)| name.len() + value.size())
        .sum()
}

/// Writes the context into a message's attributes, as far as it fits, and beside what the caller has set.
pub(crate) fn inject<A: MessageAttribute>(
    core: &ActiveCore,
    context: &Context,
    attributes: &mut Option<HashMap<String, A>>,
    room: &mut Room,
) {
    let own = attributes.as_ref();
    let has = |name: &str| own.is_some_and(|own| own.contains_key(name));
    // Fields of one trace must not stand beside those of another.
    let has_trace = core
        .propagation_fields()
        .any(|name| name != BAGGAGE && has(name));
    let has_baggage = has(BAGGAGE);
    let mut left = MOST_ATTRIBUTES.saturating_sub(own.map_or(0, HashMap::len));
    for (name, value) in fields(core, context) {
        let is_callers = if name == BAGGAGE {
            has_baggage
        } else {
            has_trace
        };
        if is_callers {
            continue;
        }
        let Some(value) = A::text(value) else {
            continue;
        };
        if left == 0 || !room.take(name.len() + value.size()) {
            break;
        }
        left -= 1;
        attributes.get_or_insert_default().insert(name, value);
    }
}
