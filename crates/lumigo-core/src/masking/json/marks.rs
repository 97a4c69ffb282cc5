use super::{MAX_LEVEL, is_space};
use std::ops::Range;

/// What was seen on the way through malformed text, as far as it may be a key.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// Where the last quote ended, by its number of backslashes: one place for each level of nesting.
    double: [Option<usize>; MAX_LEVEL + 2],
    single: [Option<usize>; MAX_LEVEL + 2],
    /// Between the last two quotes that belong together, while nothing solid follows.
    quoted: Option<Range<usize>>,
    /// The last word, while nothing solid follows.
    word: Option<Range<usize>>,
    after_space: bool,
    backslashes: usize,
    first_backslash: usize,
}

impl Marks {
    /// What is known behind a string: it may be a key, or its closing quote the opening one of a key.
    pub(super) fn behind_string(content: Range<usize>, end: usize) -> Self {
        let mut marks = Self::default();
        if let Some(place) = marks.double.first_mut() {
            *place = Some(end);
        }
        marks.quoted = Some(content);
        marks
    }

    /// What is known behind something that is a key if a quote and a separator follow.
    pub(super) fn behind_word(word: Range<usize>) -> Self {
        let mut marks = Self::default();
        marks.word_at(word);
        marks
    }

    pub(super) fn word_at(&mut self, word: Range<usize>) {
        self.word = Some(word);
    }

    /// Takes note of a character. Separators are not for here.
    pub(super) fn see(&mut self, character: char, start: usize, end: usize) {
        match character {
            '"' | '\'' => {
                self.quote(character, start, end);
                self.word = None;
            }
            '{' | '}' | '[' | ']' | ',' => self.forget(),
            space if is_space(space) => self.after_space = true,
            _ => self.letter(start, end),
        }
        if character == '\\' {
            if self.backslashes == 0 {
                self.first_backslash = start;
            }
            self.backslashes += 1;
        } else {
            self.backslashes = 0;
        }
    }

    pub(super) fn ends_with_backslash(&self) -> bool {
        self.backslashes > 0
    }

    /// What would be the key if a separator came now.
    pub(super) fn key(&self) -> Option<Range<usize>> {
        self.quoted.clone().or_else(|| self.word.clone())
    }

    /// What was seen is no key.
    pub(super) fn forget(&mut self) {
        self.quoted = None;
        self.word = None;
        self.after_space = false;
        self.backslashes = 0;
    }

    fn letter(&mut self, start: usize, end: usize) {
        let after_space = std::mem::take(&mut self.after_space);
        // Backslashes may belong to a quote that follows; the one before still counts for the key.
        self.quoted = None;
        let word = self.word.take().filter(|_| !after_space);
        let word_start = word.map_or(start, |word| word.start);
        self.word = Some(word_start..end);
    }

    fn quote(&mut self, character: char, start: usize, end: usize) {
        let level = (usize::BITS - self.backslashes.leading_zeros()) as usize;
        let level = level.min(MAX_LEVEL + 1);
        let content_end = if self.backslashes > 0 {
            self.first_backslash
        } else {
            start
        };
        let quotes = if character == '"' {
            &mut self.double
        } else {
            &mut self.single
        };
        let opening = quotes.iter().take(level + 1).flatten().max().copied();
        self.quoted = opening
            .map(|opening| opening..content_end)
            .or_else(|| self.word.clone());
        for (index, place) in quotes.iter_mut().enumerate().skip(level) {
            *place = (index == level).then_some(end);
        }
        self.after_space = false;
    }
}
