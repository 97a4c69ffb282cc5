//! What comes with nearly every call, kept once for the whole process: spans borrow it, where each would
//! have copies of its own.

use opentelemetry::StringValue;
use std::borrow::Cow;
use std::sync::OnceLock;

/// Hosts and user agents, which are anybody's.
static TEXTS: Known = Known::new();

/// How many texts are kept at most in a table. A call that brings another pays for a copy.
const PLACES: usize = 256;
/// How many places a text may have.
const TRIES: usize = 4;
/// The longest text that is kept, in bytes.
const LONGEST: usize = 128;

/// The text as a value, which is its own copy only when it is seldom asked for.
pub(crate) fn shared(text: &str) -> StringValue {
    match TEXTS.text([text]) {
        Some(known) => known.into(),
        None => text.to_owned().into(),
    }
}

/// Texts, and what was made of each, in a bounded table that only ever grows, so that nothing is locked or
/// counted to read it. For a `static` of an adapter, and for what comes again and again: names of
/// operations, not of users.
///
/// ```
/// use lumigo_core::Known;
///
/// static LENGTHS: Known<usize> = Known::new();
///
/// assert_eq!(*LENGTHS.get(["SQS", ".", "SendMessage"], || 15), 15);
/// // It is made once.
/// assert_eq!(*LENGTHS.get(["SQS", ".", "SendMessage"], || 0), 15);
/// ```
#[derive(Debug)]
pub struct Known<T = ()>([OnceLock<Entry<T>>; PLACES]);

/// A text, and what was made of it.
type Entry<T> = Box<(Box<str>, T)>;

impl<T> Known<T> {
    /// A table without texts.
    #[expect(clippy::new_without_default, reason = "it is for statics")]
    pub const fn new() -> Self {
        Self([const { OnceLock::new() }; PLACES])
    }

    /// What was made of the text of these parts, which is made now if it is not known. Where there is no
    /// room for it, or it has more than 128 bytes, it is made each time. A text comes in the same parts each
    /// time: in others it has another place.
    pub fn get<const N: usize>(
        &'static self,
        parts: [&str; N],
        make: impl Fn() -> T,
    ) -> Cow<'static, T>
    where
        T: Clone,
    {
        match self.entry(parts, &make) {
            Some((_, known)) => Cow::Borrowed(known),
            None => Cow::Owned(make()),
        }
    }

    fn entry<const N: usize>(
        &self,
        parts: [&str; N],
        make: impl Fn() -> T,
    ) -> Option<&(Box<str>, T)> {
        if parts.iter().map(|part| part.len()).sum::<usize>() > LONGEST {
            return None;
        }
        let first = place(parts);
        (first..first + TRIES).find_map(|place| {
            let entry = self.0.get(place % PLACES)?;
            let entry = entry.get_or_init(|| Box::new((parts.concat().into(), make())));
            is_text_of(&entry.0, parts).then_some(&**entry)
        })
    }
}

impl Known {
    /// The text of these parts; `None` when there is no room for it.
    pub fn text<const N: usize>(&self, parts: [&str; N]) -> Option<&str> {
        self.entry(parts, || ()).map(|(text, ())| &**text)
    }
}

/// Where to look for the text of these parts: any number.
pub(crate) fn place<const N: usize>(parts: [&str; N]) -> usize {
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
        let known = Known::<()>::new();
        let whole = known.text(["GET /orders/{id}"]).unwrap();
        assert_eq!(whole, "GET /orders/{id}");
        assert!(std::ptr::eq(
            whole,
            known.text(["GET /orders/{id}"]).unwrap()
        ));
        let parts = known.text(["GET", " ", "/orders/{id}"]).unwrap();
        assert_eq!(parts, whole);
        assert!(std::ptr::eq(
            parts,
            known.text(["GET", " ", "/orders/{id}"]).unwrap()
        ));
        assert_eq!(known.text([""]), Some(""));
    }

    #[test]
    fn there_is_room_for_a_number_of_texts_that_are_not_long() {
        let known = Known::<()>::new();
        let texts: Vec<_> = (0..10 * PLACES)
            .map(|number| format!("host-{number}"))
            .collect();
        let kept: Vec<_> = texts.iter().filter_map(|text| known.text([text])).collect();
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
        let again: Vec<_> = texts.iter().filter_map(|text| known.text([text])).collect();
        assert_eq!(kept, again);
        assert_eq!(known.text(["x"; 129]), None);
        assert_eq!(shared(&"x".repeat(129)).as_str(), "x".repeat(129));
    }

    #[test]
    fn what_is_made_of_a_text_is_made_once() {
        static KNOWN: Known<String> = Known::new();
        let make = || "made".to_owned();
        assert!(matches!(KNOWN.get(["a", "b"], make), Cow::Borrowed(made) if made == "made"));
        assert_eq!(*KNOWN.get(["a", "b"], String::new), "made");
        // Nor is it kept where there is no room.
        assert!(matches!(KNOWN.get(["x"; 129], make), Cow::Owned(made) if made == "made"));
    }
}
