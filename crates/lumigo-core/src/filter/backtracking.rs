use std::fmt;

/// How far a search may go back before it counts as undecided.
const BACKTRACK_LIMIT: usize = 100_000;
/// The longest text that is searched, in bytes. The limit above does not bound how often such a search
/// walks through the whole text: its time grows with the square of the length.
const LONGEST_TEXT: usize = 2048;

/// A pattern with look-around or back-references, whose search is bounded.
#[derive(Clone)]
pub(crate) struct BacktrackingRegex(fancy_regex::Regex);

impl BacktrackingRegex {
    /// `None` when the pattern is invalid.
    pub(crate) fn new(pattern: &str) -> Option<Self> {
        let mut builder = fancy_regex::RegexBuilder::new(pattern);
        let regex = builder.backtrack_limit(BACKTRACK_LIMIT).build();
        regex.ok().map(Self)
    }

    /// Whether it is found in `text`; `None` when that cannot be told within the bounds.
    pub(crate) fn is_match(&self, text: &str) -> Option<bool> {
        if text.len() > LONGEST_TEXT {
            return None;
        }
        self.0.is_match(text).ok()
    }
}

impl fmt::Debug for BacktrackingRegex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BacktrackingRegex")
            .field(&self.0.as_str())
            .finish()
    }
}
