use crate::masking::MASK;
use std::borrow::Cow;
use std::ops::Range;

/// The text with ranges of it replaced. What is not replaced is copied in as few pieces as there are,
/// and not at all when nothing is.
pub(super) struct Output<'a, 's> {
    text: &'a str,
    masked: &'s mut String,
    /// How much of the text is in `masked`, or replaced.
    done: usize,
}

/// A state of the output to go back to.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    masked: usize,
    done: usize,
}

impl<'a, 's> Output<'a, 's> {
    /// Writes into a buffer that is empty.
    pub(super) fn new(text: &'a str, masked: &'s mut String) -> Self {
        Self {
            text,
            masked,
            done: 0,
        }
    }

    /// Puts the mask in the place of a range that lies behind all that were replaced before.
    pub(super) fn mask(&mut self, range: Range<usize>) {
        self.replace(range, |masked| masked.push_str(MASK));
    }

    /// Puts what `write` appends in the place of a range that lies behind all before.
    pub(super) fn replace(&mut self, range: Range<usize>, write: impl FnOnce(&mut String)) {
        if self.masked.is_empty() {
            // Room for a few values that are shorter than their masks.
            self.masked.reserve(self.text.len() + 64);
        }
        let kept = self.text.get(self.done..range.start).unwrap_or_default();
        self.masked.push_str(kept);
        write(self.masked);
        self.done = range.end;
    }

    pub(super) fn mark(&self) -> Mark {
        Mark {
            masked: self.masked.len(),
            done: self.done,
        }
    }

    /// Forgets what was replaced since the mark was made.
    pub(super) fn rewind(&mut self, mark: Mark) {
        self.masked.truncate(mark.masked);
        self.done = mark.done;
    }

    /// The whole, without more room than it needs.
    pub(super) fn finish(self) -> Cow<'a, str> {
        if self.done == 0 && self.masked.is_empty() {
            return self.text.into();
        }
        let rest = self.text.get(self.done..).unwrap_or_default();
        [self.masked, rest].concat().into()
    }
}
