//! Attributes of messages, as what carries a context.

use super::{Room, fields};
use lumigo_core::ActiveCore;
use opentelemetry::Context;
use std::collections::HashMap;

/// How many attributes a message may have.
const MOST_ATTRIBUTES: usize = 10;
/// The field that belongs to no trace.
const BAGGAGE: &str = "baggage";
/// Without these, the others still tell of a trace.
const OPTIONAL: [&str; 2] = [BAGGAGE, "tracestate"];

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
/// Tells whether there was anything to write.
pub(crate) fn inject<A: MessageAttribute>(
    core: &ActiveCore,
    context: &Context,
    attributes: &mut Option<HashMap<String, A>>,
    room: &mut Room,
) -> bool {
    let own = attributes.as_ref();
    let has = |name: &str| own.is_some_and(|own| own.contains_key(name));
    // Fields of one trace must not stand beside those of another.
    let has_trace = core
        .propagation_fields()
        .any(|name| name != BAGGAGE && has(name));
    let fields = fields(core, context).into_iter();
    let fields = fields.filter_map(|(name, value)| Some((name, A::text(value)?)));
    let (required, optional): (Vec<_>, Vec<_>) =
        fields.partition(|(name, _)| !OPTIONAL.contains(&&**name));
    let mut left = MOST_ATTRIBUTES.saturating_sub(own.map_or(0, HashMap::len));
    let mut fitting = Vec::new();
    // A part of them would tell nothing.
    if !has_trace && required.len() <= left && room.take(required.iter().map(size).sum()) {
        left -= required.len();
        fitting = required;
    }
    let goes_with_trace = !fitting.is_empty();
    for field in optional {
        let is_wanted = if field.0 == BAGGAGE {
            !has(BAGGAGE)
        } else {
            goes_with_trace
        };
        if is_wanted && left > 0 && room.take(size(&field)) {
            left -= 1;
            fitting.push(field);
        }
    }
    let is_any = !fitting.is_empty();
    if is_any {
        attributes.get_or_insert_default().extend(fitting);
    }
    is_any
}

fn size<A: MessageAttribute>((name, value): &(String, A)) -> usize {
    name.len() + value.size()
}
