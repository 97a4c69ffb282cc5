//! Texts that come with nearly every request, kept once for the whole process: spans borrow them, where each
//! would have copies of its own.

use opentelemetry::StringValue;
use std::sync::OnceLock;

/// Names of spans with their routes, which the service has chosen.
static NAMES: Known = Known::new();
/// Hosts and user agents, which are anybody's.
static TEXTS: Known = Known::new();

/// How many texts are kept at most in a table. A request that brings another pays for a copy.
const PLACES: usize = 256;
/// How many places a text may have.
const TRIES: usize = 4;
/// The longest text that is kept, in bytes.
const LONGEST: usize = 128;

/// The text as a value, which is its own copy only when it is seldom asked for.
pub(super) fn shared(text: &str) -> StringValue {
    match TEXTS.get([text]) {
        Some(known) => known.into(),
        None => text.to_owned().into(),
    }
}

/// The name `{method} {route}`; `None` when there is no room for it.
pub(super) fn known_name(method: &str, route: &str) -> Option<&'static str> {
    NAMES.get([method, " ", route])
}

/// A bounded table that only ever grows, so that nothing is locked or counted to read it.
struct Known([OnceLock<Box<str>>; PLACES]);

impl Known {
    const fn new() -> Self {
        Self([const { OnceLock::new() }; PLACES])
    }

    fn get<const N: usize>(&self, parts: [&str; N]) -> Option<&str> {
        if parts.iter().map(|part| part.len()).sum::<usize>() > LONGEST {
            return None;
        }
        let first = place(parts);
        (first..first + TRIES).find_map(|place| {
            let text = self.0.get(place % PLACES)?;
            let text = text.get_or_init(|| parts.concat().into());
            is_text_of(text, parts).then_some(&**text)
        })
    }
}

fn place<const N: usize>(parts: [&str; N]) -> usize {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix = |hash: u64, word: u64| (hash.rotate_left(5) ^ word).wrapping_mul(FACTOR);
    let mut hash = 0;
    for part in parts {
        let mut words = part.as_bytes().chunks_exact(8);
        for word in &mut words {
            let word = <[u8; 8]>::try_from(word).unwrap_or_default();
            hash = mix(hash, u64::from_ne_bytes(word));
        }
        let rest = words.remainder().iter();
        let rest = rest.fold(0, |rest, letter| rest << 8 | u64::from(*letter));
        hash = mix(hash, rest);
    }
    // The upper bits depend on all letters.
    (hash >> 48) as usize
}

fn is_text_of<const N: usize>(text: &str, parts: [&str; N]) -> bool {
    let mut rest = text;
    for part in parts {
        match rest.strip_prefix(part) {
            Some(behind) => rest = behind,
            None => return false,
        }
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_once_whatever_its_parts() {
        let known = Known::new();
        let whole = known.get(["GET /orders/{id}"]).unwrap();
        assert_eq!(whole, "GET /orders/{id}");
        assert!(std::ptr::eq(
            whole,
            known.get(["GET /orders/{id}"]).unwrap()
        ));
        let parts = known.get(["GET", " ", "/orders/{id}"]).unwrap();
        assert_eq!(parts, whole);
        assert!(std::ptr::eq(
            parts,
            known.get(["GET", " ", "/orders/{id}"]).unwrap()
        ));
        assert_eq!(known.get([""]), Some(""));
    }

    #[test]
    fn there_is_room_for_a_number_of_texts_that_are_not_long() {
        let known = Known::new();
        let texts: Vec<_> = (0..10 * PLACES)
            .map(|number| format!("host-{number}"))
            .collect();
        let kept: Vec<_> = texts.iter().filter_map(|text| known.get([text])).collect();
        assert!(
            kept.len() <= PLACES && kept.len() > PLACES / 2,
            "{}",
            kept.len()
        );
        assert!(
            kept.iter()
                .all(|text| texts.iter().any(|known| known == text))
        );
        // What is kept stays, and what is not finds no room later either.
        let again: Vec<_> = texts.iter().filter_map(|text| known.get([text])).collect();
        assert_eq!(kept, again);
        assert_eq!(known.get(["x"; 129]), None);
        assert_eq!(shared(&"x".repeat(129)).as_str(), "x".repeat(129));
    }
}
