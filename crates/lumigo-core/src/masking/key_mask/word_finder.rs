use aho_corasick::Span;
use aho_corasick::packed::{Config, Searcher};

/// The bit by which an ASCII letter in upper case differs from the same in lower case.
const LOWER_CASE: u8 = 0x20;

/// Finds words of ASCII letters in a long text, many bytes at a time.
#[derive(Clone, Debug)]
pub(crate) struct WordFinder {
    searcher: Searcher,
}

impl WordFinder {
    /// `None` when a word has other characters, there are too many, or the processor is not made for it.
    pub(super) fn new(words: &[&str]) -> Option<Self> {
        let mut builder = Config::new().builder();
        for word in words {
            if !word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
                return None;
            }
            builder.add(word.to_ascii_lowercase());
        }
        let searcher = builder.build()?;
        Some(Self { searcher })
    }

    /// Makes lower case letters of all others. What is no letter may become another sign, but no letter.
    pub(crate) fn fold(&self, text: &str, folded: &mut Vec<u8>) {
        folded.clear();
        folded.extend(text.bytes().map(|byte| byte | LOWER_CASE));
    }

    /// Where the first word starts in a text that was folded, at `from` or behind.
    pub(crate) fn find(&self, folded: &[u8], from: usize) -> Option<usize> {
        let span = Span::from(from.min(folded.len())..folded.len());
        Some(self.searcher.find_in(folded, span)?.start())
    }
}
