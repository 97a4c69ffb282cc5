//! Attributes of messages, as what carries a context.

use lumigo_core::ActiveCore;
use opentelemetry::Context;
use opentelemetry::propagation::Injector;
use std::collections::HashMap;

/// How many attributes a message may have.
const MOST_ATTRIBUTES: usize = 10;
/// How large messages and batches may be, in bytes: what the services took once, and what they take now.
const SIZE_LIMITS: [usize; 2] = [256 * 1024, 1024 * 1024];
/// The field that belongs to no trace.
const BAGGAGE: &str = "baggage";

/// An attribute of a message, of whichever service.
pub(crate) trait MessageAttribute: Sized {
    /// One that is a text.
    fn text(value: String) -> Option<Self>;

    /// What it adds to a message's size, without its name.
    fn size(&self) -> usize;
}

/// What a message or a batch may grow by. Our part must not be what makes it too large.
#[derive(Debug)]
pub(crate) struct Room {
    used: usize,
}

impl Room {
    /// Beside so many bytes of the caller's own.
    pub(crate) fn beside(used: usize) -> Self {
        Self { used }
    }

    /// Takes so many bytes, if no limit lies between.
    pub(crate) fn take(&mut self, bytes: usize) -> bool {
        let size = self.used.saturating_add(bytes);
        let crosses = |limit: &usize| self.used <= *limit && *limit < size;
        if SIZE_LIMITS.iter().any(crosses) {
            return false;
        }
        self.used = size;
        true
    }
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

/// The fields that carry a context.
pub(crate) fn fields(core: &ActiveCore, context: &Context) -> Vec<(String, String)> {
    let mut fields = Fields(Vec::with_capacity(MOST_ATTRIBUTES));
    core.inject_into(context, &mut fields);
    fields.0
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
    let fields = fields(core, context);
    let fields = fields.into_iter().filter(|(name, _)| match &**name {
        BAGGAGE => !has(BAGGAGE),
        _ => !has_trace,
    });
    let mut left = MOST_ATTRIBUTES.saturating_sub(own.map_or(0, HashMap::len));
    let mut fitting = Vec::new();
    for (name, value) in fields {
        let Some(value) = A::text(value) else {
            continue;
        };
        if left == 0 || !room.take(name.len() + value.size()) {
            break;
        }
        left -= 1;
        fitting.push((name, value));
    }
    if !fitting.is_empty() {
        attributes.get_or_insert_default().extend(fitting);
    }
}

struct Fields(Vec<(String, String)>);

impl Injector for Fields {
    /// What no service would take is left out.
    fn set(&mut self, key: &str, value: String) {
        let is_text = |byte: u8| matches!(byte, b'\t' | b' '..=b'~');
        if !value.is_empty() && value.bytes().all(is_text) {
            self.0.push((key.to_owned(), value));
        }
    }
}
