//! Where values end. In doubt they end late: what is masked too much does no harm.

use super::is_space;
use super::reader::{Reader, StringEnd};
use super::value::Quote;
use std::ops::Range;

const LITERALS: &[&str] = &["true", "false", "null", "NaN", "Infinity", "-Infinity"];

impl Reader<'_> {
    /// Where a number or a literal ends; `None` when it is neither.
    pub(super) fn scalar_end(self, start: usize) -> Option<usize> {
        let mut at = start;
        let mut is_number = true;
        while let Some((character, after)) = self.next(at) {
            let is_numeric = matches!(character, '0'..='9' | '+' | '-' | '.' | 'e' | 'E');
            if !is_numeric && !character.is_ascii_alphabetic() {
                break;
            }
            is_number &= is_numeric;
            at = after;
        }
        let is_literal = || LITERALS.iter().any(|word| self.spells(word, start..at));
        (at > start && (is_number || is_literal())).then_some(at)
    }

    /// Where a quoted value ends: at a quote of its kind behind which it cannot go on.
    pub(super) fn quoted_end(self, quote: Quote, content: usize) -> StringEnd {
        let mut at = content;
        loop {
            let end = if quote.backslashes == 0 && quote.character == '"' {
                self.string_end(at)
            } else {
                self.odd_string_end(quote, at)
            };
            match end.quote {
                Some(after) if !self.ends_value(quote, after) => at = after,
                _ => return end,
            }
        }
    }

    /// Where an object or array ends; the end of the text when it is malformed.
    pub(super) fn container_end(self, start: usize) -> usize {
        let (mut objects, mut arrays) = (0_usize, 0_usize);
        let mut after_value = false;
        let mut at = start;
        while let Some((character, begin, mut after)) = self.next_solid(at) {
            let opened = match character {
                '{' => objects.checked_add(1).map(|count| (count, arrays)),
                '[' => arrays.checked_add(1).map(|count| (objects, count)),
                '}' => objects.checked_sub(1).map(|count| (count, arrays)),
                ']' => arrays.checked_sub(1).map(|count| (objects, count)),
                ',' | ':' => Some((objects, arrays)),
                _ if after_value => None,
                '"' => {
                    after = self.string_end(after).quote.unwrap_or(usize::MAX);
                    Some((objects, arrays))
                }
                _ => self.scalar_end(begin).map(|end| {
                    after = end;
                    (objects, arrays)
                }),
            };
            let Some(opened) = opened else {
                break;
            };
            (objects, arrays) = opened;
            if opened == (0, 0) {
                return after;
            }
            after_value = !matches!(character, ',' | ':' | '{' | '[');
            at = after;
        }
        self.end(start)
    }

    /// The range of a value without quotes: to the end of its container, or to the next member.
    pub(super) fn bare_end(self, start: usize) -> Range<usize> {
        let mut at = start;
        let mut end = start;
        let mut depth = 0_usize;
        while let Some((character, after)) = self.next(at) {
            match character {
                '{' | '[' | '(' => {
                    depth += 1;
                    (at, end) = (after, after);
                }
                '}' | ']' | ')' if depth > 0 => {
                    depth -= 1;
                    (at, end) = (after, after);
                }
                '}' | ']' => return start..end,
                ',' | '\n' if depth == 0 => match self.next_solid(after) {
                    Some((_, next, _)) if !self.starts_member(next) => at = next,
                    _ => return start..end,
                },
                '"' => {
                    let string = self.string_end(after);
                    at = string.quote.unwrap_or(string.content);
                    end = at;
                }
                _ => {
                    at = after;
                    if !is_space(character) {
                        end = after;
                    }
                }
            }
        }
        start..end
    }

    fn spells(self, word: &str, range: Range<usize>) -> bool {
        let mut at = range.start;
        word.chars().all(|expected| match self.next(at) {
            Some((character, after)) if character == expected => {
                at = after;
                true
            }
            _ => false,
        }) && at == range.end
    }

    /// The next quote with as many backslashes, or the end of the string that this one is in.
    fn odd_string_end(self, quote: Quote, mut at: usize) -> StringEnd {
        let mut backslashes = 0;
        let mut before = at;
        while let Some((character, after)) = self.next(at) {
            if character == '\\' {
                backslashes += 1;
                at = after;
                continue;
            }
            let closes = character == quote.character && backslashes <= quote.backslashes;
            if closes {
                return StringEnd {
                    content: before,
                    quote: (backslashes == quote.backslashes).then_some(after),
                    has_escapes: true,
                };
            }
            backslashes = 0;
            at = after;
            before = after;
        }
        StringEnd {
            content: at,
            quote: None,
            has_escapes: true,
        }
    }

    fn ends_value(self, quote: Quote, at: usize) -> bool {
        let Some((character, start, _)) = self.next_solid(at) else {
            return true;
        };
        matches!(character, ',' | '}' | ']')
            || self.quote(start).is_some_and(|(next, _)| {
                next.character == '"' && next.backslashes < quote.backslashes
            })
    }

    /// Whether a key stands here: a quote, or a name and what separates it from a value.
    fn starts_member(self, start: usize) -> bool {
        if self.quote(start).is_some() {
            return true;
        }
        let mut at = start;
        while let Some((character, after)) = self.next(at) {
            if !(character.is_alphanumeric() || matches!(character, '_' | '-' | '.')) {
                break;
            }
            at = after;
        }
        if at == start {
            return false;
        }
        let Some((separator, _, after)) = self.next_solid(at) else {
            return false;
        };
        // What ends with `=` may be Base64.
        let value = self.next(after).map(|(character, _)| character);
        let has_value = value.is_some_and(|first| first != '=' && !is_space(first));
        separator == ':' || (separator == '=' && has_value)
    }
}
