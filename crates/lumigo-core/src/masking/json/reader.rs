use super::{MAX_LEVEL, is_space};
use std::ops::Range;

/// Reads the characters of a text after undoing `level` rounds of JSON escaping. Positions are those
/// of the original text, at every level.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    text: &'a str,
    level: usize,
}

/// The rest of a string, from somewhere inside its quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StringEnd {
    /// Where its last character ends.
    pub(super) content: usize,
    /// Where its closing quote ends; `None` when there is none.
    pub(super) quote: Option<usize>,
    /// Whether it has escapes of its own.
    pub(super) has_escapes: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, level: 0 }
    }

    /// The reader of a string's content; `None` beyond the deepest level.
    pub(super) fn deeper(self) -> Option<Self> {
        (self.level < MAX_LEVEL).then(|| self.below())
    }

    /// The character at `at`, and where the next one starts. `None` where the text of this level ends:
    /// at the quote that closes the string around it, or where the whole text does. An escape that is
    /// cut there is one odd character.
    #[inline]
    pub(super) fn next(self, at: usize) -> Option<(char, usize)> {
        let byte = *self.text.as_bytes().get(at)?;
        let is_special = !byte.is_ascii() || (self.level > 0 && matches!(byte, b'"' | b'\\'));
        if is_special {
            return self.next_special(at, byte);
        }
        Some((char::from(byte), at + 1))
    }

    #[inline(never)]
    fn next_special(self, at: usize, byte: u8) -> Option<(char, usize)> {
        if byte.is_ascii() {
            return self.unescaped(at);
        }
        let character = self.text.get(at..)?.chars().next()?;
        Some((character, at + character.len_utf8()))
    }

    /// The first character that is no white space, its start and its end.
    #[inline]
    pub(super) fn next_solid(self, mut at: usize) -> Option<(char, usize, usize)> {
        loop {
            let (character, after) = self.next(at)?;
            if !is_space(character) {
                return Some((character, at, after));
            }
            at = after;
        }
    }

    /// Where the text of this level ends.
    pub(super) fn end(self, mut at: usize) -> usize {
        while let Some((_, after)) = self.next(at) {
            at = after;
        }
        at
    }

    /// Whether a string whose content starts here holds an object or an array.
    #[inline]
    pub(super) fn holds_json(self, content: usize) -> bool {
        // Most strings start with what is itself at each level.
        let byte = self.text.as_bytes().get(content);
        if byte.is_none_or(u8::is_ascii_alphanumeric) {
            return false;
        }
        let first = self.below().next_solid(content);
        matches!(first, Some(('{' | '[', _, _)))
    }

    /// Where the string ends that `at` is inside of.
    pub(super) fn string_end(self, mut at: usize) -> StringEnd {
        let mut has_escapes = false;
        loop {
            at = self.skip_plain(at);
            let (character, after) = match self.next(at) {
                Some(('"', after)) => {
                    return StringEnd {
                        content: at,
                        quote: Some(after),
                        has_escapes,
                    };
                }
                None => {
                    return StringEnd {
                        content: at,
                        quote: None,
                        has_escapes,
                    };
                }
                Some(next) => next,
            };
            has_escapes = true;
            at = after;
            if character == '\\' {
                at = self.next(at).map_or(at, |(_, after)| after);
            }
        }
    }

    /// The raw text of a range.
    pub(super) fn raw(self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or_default()
    }

    /// Appends the characters of a range to `text`.
    pub(super) fn read_into(self, range: Range<usize>, text: &mut String) {
        let mut at = range.start;
        while at < range.end {
            let Some((character, after)) = self.next(at) else {
                return;
            };
            text.push(character);
            at = after;
        }
    }

    /// Appends what a string's content means to `text`.
    pub(super) fn unescape_into(self, content: Range<usize>, text: &mut String) {
        self.below().read_into(content, text);
    }

    /// A quote of this level, as it is written in the whole text.
    pub(super) fn push_quote(self, text: &mut String) {
        let backslashes = (1_usize << self.level) - 1;
        text.extend(std::iter::repeat_n('\\', backslashes));
        text.push('"');
    }

    fn below(self) -> Self {
        Self {
            level: self.level + 1,
            ..self
        }
    }

    fn above(self) -> Self {
        Self {
            level: self.level.saturating_sub(1),
            ..self
        }
    }

    /// The next quote or backslash of the original text: whatever comes before is itself at each level.
    #[inline]
    fn skip_plain(self, at: usize) -> usize {
        let rest = self.text.as_bytes().get(at..).unwrap_or_default();
        let plain = memchr::memchr2(b'"', b'\\', rest);
        at + plain.unwrap_or(rest.len())
    }

    fn unescaped(self, at: usize) -> Option<(char, usize)> {
        let outer = self.above();
        let (character, after) = outer.next(at)?;
        match character {
            '"' => None,
            '\\' => Some(outer.escape(after)),
            _ => Some((character, after)),
        }
    }

    /// What an escape means whose backslash, at this level, ends at `at`.
    fn escape(self, at: usize) -> (char, usize) {
        let Some((kind, after)) = self.next(at) else {
            return (char::REPLACEMENT_CHARACTER, at);
        };
        let character = match kind {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'u' => return self.unicode_escape(after),
            other => other,
        };
        (character, after)
    }

    fn unicode_escape(self, at: usize) -> (char, usize) {
        let (unit, after) = match self.code_unit(at) {
            Ok(unit) => unit,
            // What is cut is odd; what is no number means its letter.
            Err(Some(cut)) => return (char::REPLACEMENT_CHARACTER, cut),
            Err(None) => return ('u', at),
        };
        let pair = matches!(unit, 0xd800..=0xdbff)
            .then(|| self.low_surrogate(after))
            .flatten();
        if let Some((low, after)) = pair {
            let code = 0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
            let character = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
            return (character, after);
        }
        let character = char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER);
        (character, after)
    }

    fn low_surrogate(self, at: usize) -> Option<(u32, usize)> {
        let ('\\', at) = self.next(at)? else {
            return None;
        };
        let ('u', at) = self.next(at)? else {
            return None;
        };
        let (unit, after) = self.code_unit(at).ok()?;
        matches!(unit, 0xdc00..=0xdfff).then_some((unit, after))
    }

    /// Four hexadecimal digits. The error is where the text ends before the fourth.
    fn code_unit(self, mut at: usize) -> Result<(u32, usize), Option<usize>> {
        let mut unit = 0;
        for _ in 0..4 {
            let (digit, after) = self.next(at).ok_or(Some(at))?;
            unit = unit * 16 + digit.to_digit(16).ok_or(None)?;
            at = after;
        }
        Ok((unit, at))
    }
}
