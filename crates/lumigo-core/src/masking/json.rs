//! Masks JSON by its keys in one pass over the text, without a document in between.
//!
//! Every decision rests on what was read before it, so a text that is cut anywhere shows nothing that
//! the whole one would have masked. What is no secret stays as it was sent.
//!
//! Strings that hold JSON are read in place: a [`Reader`] of the next level undoes one more round of
//! escaping, and what is masked is a range of the original text at any level.

mod by_words;
mod document;
mod extent;
mod lenient;
mod marks;
mod output;
mod reader;
mod value;

use super::KeyMask;
use super::scratch::Scratch;
use output::Output;
use reader::Reader;
use std::borrow::Cow;

/// How deep JSON in strings may be nested to be read; beyond that, it is masked as a whole. A quote of
/// level `n` has `2^n - 1` backslashes.
const MAX_LEVEL: usize = 8;

/// Masks the secrets of a text that is taken for JSON, whether it is whole, cut or malformed.
pub(super) fn mask_json<'a>(text: &'a str, mask: &KeyMask) -> Cow<'a, str> {
    Scratch::lend(|scratch| {
        let Scratch {
            folded,
            masked,
            key,
            ..
        } = scratch;
        let output = Output::new(text, masked);
        let mut masker = Masker { mask, output, key };
        let start = masker.output.mark();
        if masker.by_words(text, folded).is_none() {
            masker.output.rewind(start);
            masker.document(Reader::new(text), 0);
        }
        masker.output.finish()
    })
}

/// Whether the text starts like a JSON object or array. NUL bytes do not hide that.
pub(crate) fn looks_like_json(text: &str) -> bool {
    let start = text.trim_start_matches(|c| is_space(c) || c == '\0');
    start.starts_with(['{', '['])
}

/// White space, a byte order mark, and what separates the records of a JSON text sequence.
fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\n' | '\r' | '\t' | '\u{1e}' | '\u{feff}')
        || (!character.is_ascii() && character.is_whitespace())
}

/// One pass over one text.
struct Masker<'m, 'a> {
    mask: &'m KeyMask,
    output: Output<'a, 'm>,
    /// Where keys are unescaped.
    key: &'m mut String,
}

#[cfg(test)]
mod tests;
