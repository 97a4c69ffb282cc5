//! Masks without reading the whole document: most of it has nothing to do with a secret.
//!
//! All that is masked stands behind a key with one of the list's words in it. Where the word's nearest
//! surroundings leave no doubt, the document around it does not matter, whether it is well-formed or
//! not. In any doubt the document is read after all, so the result is the same.

use super::Masker;
use super::reader::Reader;

/// More backslashes in a row are JSON in strings of strings.
const MANY_BACKSLASHES: &[u8] = &[b'\\'; 8];

impl Masker<'_, '_> {
    /// `None` when the document must be read. What was masked until then does not count.
    pub(super) fn by_words(&mut self, text: &str, folded: &mut Vec<u8>) -> Option<()> {
        let finder = self.mask.finder()?;
        if !shows_its_words(text) {
            return None;
        }
        finder.fold(text, folded);
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(word) = finder.find(folded, at) {
            let Some(quote) = position(bytes, word, |b| matches!(b, b'"' | b'\'' | b':' | b'='))
            else {
                break;
            };
            if !is_bare_quote(bytes, quote) {
                return None;
            }
            at = match solid(bytes, quote + 1) {
                None => break,
                Some((b',' | b'}' | b']', _)) => quote + 1,
                Some((b':', colon)) if is_plain_key(bytes, at, word, quote) => {
                    let end = self.value(Reader::new(text), colon + 1);
                    if !may_follow_value(bytes, end) {
                        return None;
                    }
                    end
                }
                Some(_) => return None,
            };
        }
        Some(())
    }
}

/// Whether no escape and no letter beyond ASCII can stand for a letter of a word, or separate a key
/// from its value, and no single quotes are around a key.
fn shows_its_words(text: &str) -> bool {
    // Unicode folds the Kelvin sign and the long s to `k` and `s`.
    let is_folded = |text: &str| text.contains(['\u{212a}', '\u{17f}']);
    if !text.is_ascii() && is_folded(text) {
        return false;
    }
    let bytes = text.as_bytes();
    let Some(first) = memchr::memchr2(b'\\', b'\'', bytes) else {
        return true;
    };
    let rest = bytes.get(first..).unwrap_or_default();
    has_only_common_escapes(rest) || are_harmless(rest)
}

/// Whether there are no other than the two that texts are full of, and no single quotes. All bytes are
/// compared, which is done many at a time.
fn has_only_common_escapes(bytes: &[u8]) -> bool {
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    let is_odd = |(byte, next): (&u8, &u8)| {
        let is_common = (*next == b'"') | (*next == b'n');
        ((*byte == b'\\') & !is_common) | (*byte == b'\'')
    };
    let odd = pairs.fold(0, |odd, pair| odd | u8::from(is_odd(pair)));
    odd == 0 && !matches!(bytes.last(), Some(b'\\' | b'\''))
}

fn are_harmless(bytes: &[u8]) -> bool {
    memchr::memchr2_iter(b'\\', b'\'', bytes).all(|at| match bytes.get(at) {
        Some(b'\\') => is_harmless(bytes.get(at..).unwrap_or_default()),
        _ => !may_be_key(bytes, at + 1),
    })
}

/// Whether an escape means nothing but a sign in a value, however often it is unescaped.
fn is_harmless(escape: &[u8]) -> bool {
    match escape.get(1) {
        Some(b'"' | b'/' | b'n' | b'r' | b't' | b'b' | b'f') => true,
        Some(b'\\') => !escape.starts_with(MANY_BACKSLASHES),
        Some(b'u') => escape.get(2..6).is_some_and(is_harmless_code),
        _ => false,
    }
}

/// Whether four hexadecimal digits are of a character beyond ASCII, or one that some serializers
/// escape for the sake of HTML.
fn is_harmless_code(digits: &[u8]) -> bool {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let add = |code, byte| Some(code * 16 + digit(byte)?);
    match digits.iter().try_fold(0, add).and_then(char::from_u32) {
        Some('&' | '<' | '>' | '+') => true,
        Some('\u{17f}' | '\u{212a}') => false,
        Some(character) => !character.is_ascii(),
        None => false,
    }
}

/// Whether the quote at `quote` ends a key that starts behind `from`, and in which nothing but the quotes
/// can be taken for something else.
fn is_plain_key(bytes: &[u8], from: usize, word: usize, quote: usize) -> bool {
    let before = bytes.get(from..word).unwrap_or_default();
    let Some(start) = before.iter().rposition(|byte| *byte == b'"') else {
        return false;
    };
    let key = bytes.get(from + start + 1..quote).unwrap_or_default();
    is_bare_quote(bytes, from + start) && key.iter().all(is_plain)
}

/// Whether a value has surely ended at `at`: the next quote that follows belongs to a string of its own.
fn may_follow_value(bytes: &[u8], at: usize) -> bool {
    let goes_on = matches!(solid(bytes, at), None | Some((b',' | b'}' | b']', _)));
    goes_on
        && position(bytes, at, |byte| byte == b'"')
            .is_none_or(|quote| is_bare_quote(bytes, quote) && !may_be_key(bytes, quote + 1))
}

fn is_plain(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'$' | b'@' | b'/')
}

/// Whether what stands before a quote that ends at `at` may be a key.
fn may_be_key(bytes: &[u8], at: usize) -> bool {
    // What is beyond ASCII may be white space.
    matches!(solid(bytes, at), Some((b':' | b'=' | b'\x1e' | 0x80.., _)))
}

/// Whether a double quote stands here, without a backslash before it.
fn is_bare_quote(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| bytes.get(before));
    bytes.get(at) == Some(&b'"') && before != Some(&b'\\')
}

/// The first byte from `at` on that is no white space, and where it is.
fn solid(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    let is_solid = |byte| !matches!(byte, b' ' | b'\n' | b'\r' | b'\t');
    let place = position(bytes, at, is_solid)?;
    Some((*bytes.get(place)?, place))
}

fn position(bytes: &[u8], from: usize, is_wanted: impl Fn(u8) -> bool) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let place = rest.iter().position(|byte| is_wanted(*byte))?;
    Some(from + place)
}
