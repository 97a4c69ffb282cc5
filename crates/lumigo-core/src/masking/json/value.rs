use super::Masker;
use super::reader::Reader;
use crate::masking::MASK;

/// What a value is written between.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Quote {
    pub(super) character: char,
    /// How many backslashes stand before it: some when a string that is escaped stands outside of one.
    pub(super) backslashes: usize,
}

impl Masker<'_, '_> {
    /// Masks the value that starts behind `at`, and returns where it ends. In doubt it ends late.
    pub(super) fn value(&mut self, reader: Reader<'_>, at: usize) -> usize {
        let Some((character, start)) = reader.value_start(at) else {
            return reader.end(at);
        };
        if let Some((quote, content)) = reader.quote(start) {
            let end = reader.quoted_end(quote, content);
            self.output.replace(content..end.content, |masked| {
                masked.push_str(MASK);
                if end.quote.is_none() {
                    masked.push_str(reader.raw(start..content));
                }
            });
            return end.quote.unwrap_or(end.content);
        }
        let range = match character {
            ',' | '}' | ']' => return start,
            '{' | '[' => start..reader.container_end(start),
            _ => reader.bare_end(start),
        };
        let end = range.end;
        self.output.replace(range, |masked| {
            reader.push_quote(masked);
            masked.push_str(MASK);
            reader.push_quote(masked);
        });
        end
    }
}

impl Reader<'_> {
    /// The first character of a value, behind white space and whatever separates it from its key.
    fn value_start(self, mut at: usize) -> Option<(char, usize)> {
        loop {
            let (character, start, after) = self.next_solid(at)?;
            if !matches!(character, ':' | '=' | '>') {
                return Some((character, start));
            }
            at = after;
        }
    }

    /// The quote at `at`, and where it ends.
    pub(super) fn quote(self, mut at: usize) -> Option<(Quote, usize)> {
        let mut backslashes = 0;
        loop {
            let (character, after) = self.next(at)?;
            at = after;
            match character {
                '\\' => backslashes += 1,
                '"' | '\'' => {
                    let quote = Quote {
                        character,
                        backslashes,
                    };
                    return Some((quote, after));
                }
                _ => return None,
            }
        }
    }
}
