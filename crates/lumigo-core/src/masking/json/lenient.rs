use super::marks::Marks;
use super::reader::Reader;
use super::{MAX_LEVEL, Masker};
use std::ops::Range;

impl Masker<'_, '_> {
    /// Masks malformed text from `at` to the end of its level, which is returned: whatever stands
    /// behind something like a key and a separator. Which quotes open and which close is not known, so
    /// each may do either; strings that are escaped once more are found too.
    pub(super) fn lenient(&mut self, reader: Reader<'_>, mut at: usize, mut marks: Marks) -> usize {
        while let Some((character, after)) = reader.next(at) {
            if !matches!(character, ':' | '=') {
                let may_open = character == '"' && !marks.ends_with_backslash();
                marks.see(character, at, after);
                at = after;
                if may_open && reader.holds_json(after) {
                    at = self.nested(reader, after);
                }
                continue;
            }
            match marks.key() {
                Some(key) if self.may_be_secret(reader, &key) => {
                    at = self.value(reader, after);
                    marks.forget();
                    marks.word_at(after..at);
                }
                _ => {
                    at = after;
                    marks.forget();
                }
            }
        }
        at
    }

    /// Whether a key is secret after any number of rounds of unescaping.
    fn may_be_secret(&mut self, reader: Reader<'_>, key: &Range<usize>) -> bool {
        self.key.clear();
        reader.read_into(key.clone(), self.key);
        for _ in 0..=MAX_LEVEL {
            let inner = self
                .key
                .trim_matches(|c: char| !c.is_alphanumeric() && c != '_');
            if self.mask.matches(self.key.trim()) || self.mask.matches(inner) {
                return true;
            }
            if !self.key.contains('\\') {
                return false;
            }
            *self.key = unescaped(self.key);
        }
        true
    }
}

fn unescaped(text: &str) -> String {
    let mut unescaped = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, quoted)) = rest.split_once('"') {
        let reader = Reader::new(before);
        reader.unescape_into(0..before.len(), &mut unescaped);
        unescaped.push('"');
        rest = quoted;
    }
    Reader::new(rest).unescape_into(0..rest.len(), &mut unescaped);
    unescaped
}
