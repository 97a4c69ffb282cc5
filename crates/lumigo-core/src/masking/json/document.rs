use super::marks::Marks;
use super::output::Mark;
use super::reader::Reader;
use super::{Masker, is_space};
use std::ops::Range;

/// What was read last.
enum Last {
    /// The start, an opening bracket, a comma or a colon: a value or a key may follow.
    Separator,
    /// A closing bracket.
    Closed,
    /// A value that was masked. Malformed text may have put a key in it.
    Masked(Range<usize>),
    /// A number or a literal that starts here.
    Scalar(usize),
    String(Token),
}

/// A string, which may turn out to be a key.
struct Token {
    content: Range<usize>,
    /// Where its closing quote ends.
    end: usize,
    has_escapes: bool,
    /// The output before anything in it was masked.
    mark: Mark,
}

impl Masker<'_, '_> {
    /// Masks the documents of a level from `at` to its end, which is returned. Brackets need not match:
    /// what counts is that every quote is known to open or to close.
    pub(super) fn document(&mut self, reader: Reader<'_>, mut at: usize) -> usize {
        let mut last = Last::Separator;
        let mut depth = 0_usize;
        let mut after_space = false;
        while let Some((character, after)) = reader.next(at) {
            let may_start = matches!(last, Last::Separator) || (depth == 0 && after_space);
            let start = at;
            at = after;
            match character {
                '{' | '[' => {
                    depth += 1;
                    last = Last::Separator;
                }
                '}' | ']' => {
                    depth = depth.saturating_sub(1);
                    last = Last::Closed;
                }
                ',' => last = Last::Separator,
                ':' => match last {
                    Last::String(key) => (at, last) = self.member(reader, key, at),
                    odd => return self.lenient_behind(reader, odd, start),
                },
                '"' if may_start => {
                    let token = self.string(reader, at);
                    at = token.end;
                    last = Last::String(token);
                }
                space if is_space(space) => {
                    after_space = true;
                    continue;
                }
                _ => match reader.scalar_end(start) {
                    Some(end) if may_start => {
                        last = Last::Scalar(start);
                        at = end;
                    }
                    _ => return self.lenient_behind(reader, last, start),
                },
            }
            after_space = false;
        }
        at
    }

    /// Reads on when something stands at `at` that cannot.
    fn lenient_behind(&mut self, reader: Reader<'_>, last: Last, at: usize) -> usize {
        let (at, marks) = match last {
            Last::Separator | Last::Closed => (at, Marks::default()),
            Last::Masked(value) => (at, Marks::behind_word(value)),
            Last::Scalar(start) => (start, Marks::default()),
            Last::String(token) => (token.end, Marks::behind_string(token.content, token.end)),
        };
        self.lenient(reader, at, marks)
    }

    /// What follows the colon behind a key: goes past the value when that is a secret.
    fn member(&mut self, reader: Reader<'_>, key: Token, at: usize) -> (usize, Last) {
        // A key is shown as it is, whatever it holds.
        self.output.rewind(key.mark);
        if self.is_secret(reader, &key) {
            let end = self.value(reader, at);
            (end, Last::Masked(at..end))
        } else {
            (at, Last::Separator)
        }
    }

    fn is_secret(&mut self, reader: Reader<'_>, key: &Token) -> bool {
        if !key.has_escapes {
            return self.mask.matches(reader.raw(key.content.clone()));
        }
        self.key.clear();
        reader.unescape_into(key.content.clone(), self.key);
        self.mask.matches(self.key)
    }

    /// Reads a string whose content starts at `at`, and masks the JSON in it.
    fn string(&mut self, reader: Reader<'_>, at: usize) -> Token {
        let mark = self.output.mark();
        let holds_json = reader.holds_json(at);
        let end = if holds_json {
            self.nested(reader, at)
        } else {
            at
        };
        let end = reader.string_end(end);
        Token {
            content: at..end.content,
            end: end.quote.unwrap_or(end.content),
            has_escapes: holds_json || end.has_escapes,
            mark,
        }
    }

    /// Masks the JSON in a string whose content starts at `at`, and returns where that ends.
    pub(super) fn nested(&mut self, reader: Reader<'_>, at: usize) -> usize {
        if let Some(inner) = reader.deeper() {
            return self.document(inner, at);
        }
        let end = reader.string_end(at).content;
        self.output.mask(at..end);
        end
    }
}
