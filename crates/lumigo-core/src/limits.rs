//! How long and how many the parts of a span may be.

use opentelemetry::{Array, Key, KeyValue, StringValue, Value};
use opentelemetry_sdk::trace::{SpanData, SpanLimits};
use std::collections::{HashMap, HashSet};

/// The longest string of a span that holds when no variable says otherwise, in characters.
pub(crate) const DEFAULT_VALUE_LENGTH: usize = 2048;
/// How many attributes, events and links there are when no variable says otherwise.
pub(crate) const DEFAULT_COUNT: u32 = 128;
/// Up to this many attributes are compared, as far as they look alike, which is faster than hashing them.
const FEW: usize = 32;

/// Limits of spans and their parts. Lengths are in characters; `None` is no limit.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    pub(crate) span_value_length: Option<usize>,
    #[cfg_attr(
        not(feature = "logs"),
        expect(dead_code, reason = "read for the feature")
    )]
    pub(crate) log_value_length: Option<usize>,
    /// Of attributes of events and links.
    pub(crate) part_value_length: Option<usize>,
    pub(crate) span_attributes: u32,
    pub(crate) event_attributes: u32,
    pub(crate) link_attributes: u32,
    pub(crate) events: u32,
    pub(crate) links: u32,
}

impl Limits {
    /// How much of a payload is kept, in characters: an attribute's worth, and never without a bound.
    pub(crate) fn payload_length(&self) -> usize {
        self.span_value_length.unwrap_or(DEFAULT_VALUE_LENGTH)
    }

    /// What the SDK keeps while a span is recorded. It counts an attribute that is set again as one
    /// more, so it gets some room: what is too many is told when the span has ended.
    pub(crate) fn while_recording(&self) -> SpanLimits {
        let room = |count: u32| count.saturating_mul(8).max(1024);
        SpanLimits {
            max_attributes_per_span: room(self.span_attributes),
            max_attributes_per_event: room(self.event_attributes),
            max_attributes_per_link: room(self.link_attributes),
            max_events_per_span: self.events,
            max_links_per_span: self.links,
        }
    }

    /// Brings a finished span within the limits: each key once, with the value it was given last; no
    /// more attributes than allowed, the first ones; no longer strings than allowed.
    pub(crate) fn apply(&self, span: &mut SpanData) {
        let dropped = bound(
            &mut span.attributes,
            self.span_attributes,
            self.span_value_length,
        );
        span.dropped_attributes_count += dropped;
        for event in &mut span.events.events {
            let limit = self.event_attributes;
            event.dropped_attributes_count +=
                bound(&mut event.attributes, limit, self.part_value_length);
        }
        for link in &mut span.links.links {
            let limit = self.link_attributes;
            link.dropped_attributes_count +=
                bound(&mut link.attributes, limit, self.part_value_length);
        }
    }
}

/// Returns how many attributes were too many.
fn bound(attributes: &mut Vec<KeyValue>, count: u32, value_length: Option<usize>) -> u32 {
    if has_repeats(attributes) {
        make_unique(attributes);
    }
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    let dropped = attributes.len().saturating_sub(count);
    attributes.truncate(count);
    if let Some(length) = value_length {
        attributes
            .iter_mut()
            .for_each(|attribute| shorten(&mut attribute.value, length));
    }
    u32::try_from(dropped).unwrap_or(u32::MAX)
}

fn has_repeats(attributes: &[KeyValue]) -> bool {
    if attributes.len() > FEW {
        let mut keys = HashSet::with_capacity(attributes.len());
        return !attributes
            .iter()
            .all(|attribute| keys.insert(&attribute.key));
    }
    let mut seen = 0_u64;
    attributes.iter().enumerate().any(|(index, attribute)| {
        let look = 1 << (look(&attribute.key) % 64);
        let is_seen_again = seen & look != 0;
        seen |= look;
        let mut before = attributes.iter().take(index);
        is_seen_again && before.any(|other| other.key == attribute.key)
    })
}

/// What a key looks like at a glance: its length and two letters.
fn look(key: &Key) -> usize {
    let key = key.as_str().as_bytes();
    let letter = |place: usize| usize::from(key.get(place).copied().unwrap_or_default());
    // By these the keys of HTTP spans all differ, and most of others.
    key.len() + 14 * letter(key.len().wrapping_sub(1)) + 33 * letter(key.len() / 3)
}

fn make_unique(attributes: &mut Vec<KeyValue>) {
    let mut places: HashMap<Key, usize> = HashMap::with_capacity(attributes.len());
    let mut unique: Vec<KeyValue> = Vec::with_capacity(attributes.len());
    for attribute in attributes.drain(..) {
        let place = places.entry(attribute.key.clone()).or_insert(unique.len());
        match unique.get_mut(*place) {
            Some(known) => known.value = attribute.value,
            None => unique.push(attribute),
        }
    }
    *attributes = unique;
}

fn shorten(value: &mut Value, length: usize) {
    match value {
        Value::String(text) => shorten_text(text, length),
        Value::Array(Array::String(texts)) => {
            texts.iter_mut().for_each(|text| shorten_text(text, length));
        }
        _ => {}
    }
}

fn shorten_text(text: &mut StringValue, length: usize) {
    let cut = cut(text.as_str(), length);
    if cut.len() < text.as_str().len() {
        *text = cut.to_owned().into();
    }
}

/// The first `length` characters.
pub(crate) fn cut(text: &str, length: usize) -> &str {
    let Some(start) = text.as_bytes().get(..length) else {
        return text;
    };
    if start.is_ascii() {
        // As many characters as bytes.
        return text.get(..length).unwrap_or(text);
    }
    let end = text.char_indices().nth(length).map(|(end, _)| end);
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_between_characters() {
        for (text, length, expected) in [
            ("abc", 3, "abc"),
            ("abc", 2, "ab"),
            ("abc", 0, ""),
            ("", 0, ""),
            ("\u{e9}t\u{e9}", 2, "\u{e9}t"),
            ("\u{1f600}\u{1f600}", 2, "\u{1f600}\u{1f600}"),
        ] {
            assert_eq!(cut(text, length), expected);
        }
    }

    #[test]
    fn the_last_value_of_a_key_stays_where_the_key_came_first() {
        for count in [2, 200] {
            let mut attributes: Vec<_> = (0..count)
                .map(|number| KeyValue::new(format!("key {number}"), 0))
                .collect();
            attributes.push(KeyValue::new("key 1", 1));
            attributes.push(KeyValue::new("key 1", 2));
            assert_eq!(bound(&mut attributes, 1000, None), 0);
            assert_eq!(attributes.len(), count);
            assert_eq!(attributes[1], KeyValue::new("key 1", 2));
        }
    }
}
