mod word_finder;
mod words;

use crate::config::json_strings;
use crate::filter::{BacktrackingRegex, dialect};
use regex::{RegexSet, RegexSetBuilder};
use words::{Words, word_of};

pub(super) use word_finder::WordFinder;

/// The default list of the Python and Node.js distributions together.
const DEFAULT_PATTERNS: &[&str] = &[
    ".*pass.*",
    ".*key.*",
    ".*secret.*",
    ".*credential.*",
    ".*passphrase.*",
    ".*token.*",
    ".*authorization.*",
    ".*cookie.*",
    ".*signature.*",
];

/// Query parameters that the semantic conventions of `url.full` name besides.
const DEFAULT_QUERY_PATTERNS: &[&str] = &["sig$"];

/// Which keys have a secret under them. Patterns ignore case and are anchored at the key's start.
#[derive(Clone, Debug)]
pub(crate) struct KeyMask {
    everything: bool,
    /// All patterns that need no backtracking.
    linear: RegexSet,
    /// Those of them that search for a word, in the form that is cheap to find in an ASCII key. In
    /// others, letters beyond ASCII may stand for ASCII ones.
    words: Words,
    /// Those of them that do more; `None` when there are none.
    other_linear: Option<RegexSet>,
    backtracking: Vec<BacktrackingRegex>,
    /// Finds the words in a long text; `None` when there are patterns of another kind.
    finder: Option<WordFinder>,
    /// Keys that are never secret, whatever the lists say.
    exceptions: Option<Box<KeyMask>>,
}

impl Default for KeyMask {
    /// The list that holds when no variable is set.
    fn default() -> Self {
        Self::compile(DEFAULT_PATTERNS).unwrap_or_else(Self::everything)
    }
}

impl KeyMask {
    /// Masks every value, whatever its key.
    pub(crate) fn everything() -> Self {
        Self {
            everything: true,
            linear: RegexSet::empty(),
            words: Words::default(),
            other_linear: None,
            backtracking: Vec::new(),
            finder: None,
            exceptions: None,
        }
    }

    /// The list that holds for query parameters when no variable is set.
    pub(crate) fn default_for_queries() -> Self {
        Self::compile(&[DEFAULT_PATTERNS, DEFAULT_QUERY_PATTERNS].concat())
            .unwrap_or_else(Self::everything)
    }

    /// Reads `all` or a JSON array of patterns; `None` when it is neither or a pattern is invalid.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if text.eq_ignore_ascii_case("all") {
            return Some(Self::everything());
        }
        Self::compile(&json_strings(text)?)
    }

    /// Whether no key matches.
    pub(crate) fn is_empty(&self) -> bool {
        !self.everything && self.linear.is_empty() && self.backtracking.is_empty()
    }

    /// Whether every value is masked as a whole, without a look at its keys.
    pub(crate) fn is_everything(&self) -> bool {
        self.everything
    }

    /// The same without what `exceptions` matches.
    pub(crate) fn except(self, exceptions: &KeyMask) -> Self {
        Self {
            finder: None,
            exceptions: Some(Box::new(exceptions.clone())),
            ..self
        }
    }

    /// Whether the value under `key` is a secret. An undecided search says yes.
    pub(crate) fn matches(&self, key: &str) -> bool {
        if self.finder.is_some() && key.is_ascii() {
            return self.words.are_in(key);
        }
        self.everything || (self.finds(key, true) && !self.is_exempt(key))
    }

    /// What finds the secret keys of an ASCII text: those with one of its words in them, and no others.
    /// `None` when the list is not that simple.
    pub(super) fn finder(&self) -> Option<&WordFinder> {
        self.finder.as_ref()
    }

    fn is_exempt(&self, key: &str) -> bool {
        let exceptions = self.exceptions.as_ref();
        exceptions.is_some_and(|exceptions| exceptions.finds(key, false))
    }

    /// Whether a pattern matches; `undecided` when that cannot be told. As in Python, `$`
    /// stands before a line feed at the end too.
    fn finds(&self, key: &str, undecided: bool) -> bool {
        let line = key.strip_suffix('\n');
        self.finds_in(key, undecided) || line.is_some_and(|line| self.finds_in(line, undecided))
    }

    fn finds_in(&self, key: &str, undecided: bool) -> bool {
        let backtracking = &self.backtracking;
        self.finds_linear(key)
            || backtracking
                .iter()
                .any(|regex| regex.is_match(key).unwrap_or(undecided))
    }

    fn finds_linear(&self, key: &str) -> bool {
        if !key.is_ascii() {
            return self.linear.is_match(key);
        }
        let others = self.other_linear.as_ref();
        self.words.are_in(key) || others.is_some_and(|others| others.is_match(key))
    }

    fn compile<P: AsRef<str>>(patterns: &[P]) -> Option<Self> {
        let mut linear = Vec::new();
        let mut other_linear = Vec::new();
        let mut words = Words::default();
        let mut backtracking = Vec::new();
        for pattern in patterns {
            let pattern = pattern.as_ref();
            let anchored = format!("^(?:{})", dialect::to_rust(pattern));
            if regex::Regex::new(&anchored).is_err() {
                backtracking.push(BacktrackingRegex::new(&format!("(?is){anchored}"))?);
                continue;
            }
            if !word_of(pattern).is_some_and(|word| words.add(word)) {
                other_linear.push(anchored.clone());
            }
            linear.push(anchored);
        }
        let only_words: Option<Vec<_>> = patterns.iter().map(|p| word_of(p.as_ref())).collect();
        let other_linear = (!other_linear.is_empty()).then_some(other_linear);
        Some(Self {
            everything: false,
            linear: regex_set(&linear)?,
            words,
            other_linear: match other_linear {
                Some(patterns) => Some(regex_set(&patterns)?),
                None => None,
            },
            backtracking,
            finder: only_words.and_then(|words| WordFinder::new(&words)),
            exceptions: None,
        })
    }
}

fn regex_set(patterns: &[String]) -> Option<RegexSet> {
    RegexSetBuilder::new(patterns)
        .case_insensitive(true)
        .dot_matches_new_line(true)
        .build()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    #[test]
    fn the_default_list_covers_what_is_usually_secret() {
        let mask = KeyMask::default_for_queries();
        for key in [
            "password",
            "X-Api-Key",
            "clientSecret",
            "AccessToken",
            "Set-Cookie",
            "sig",
        ] {
            assert!(mask.matches(key), "{key}");
        }
        for key in ["user", "significant", "page", ""] {
            assert!(!mask.matches(key), "{key}");
        }
    }

    #[test]
    fn patterns_are_anchored_at_the_start() {
        let mask = KeyMask::parse(r#"["id", "(?=x)x\\d"]"#).unwrap();
        assert!(mask.matches("ID_of") && mask.matches("x1"));
        assert!(!mask.matches("uid") && !mask.matches("ax1"));
    }

    #[test]
    fn a_word_is_found_as_its_pattern_finds_it() {
        for (pattern, key, matches) in [
            (".*pin.*", "PINCODE", true),
            (".*pin.*", "my\npin", true),
            (".*pin", "spin-off", true),
            (".*pi", "p", false),
            (".*", "", true),
            (".*.*", "x", true),
            (".*a.c.*", "xabc", true),
            (".*pin$", "pins", false),
            (".*pin$", "pin\n", true),
            (".*pin$", "pin\n\n", false),
            ("pin", "spin", false),
            (".*k\u{e9}y.*", "K\u{c9}Y", true),
            (".*key.*", "\u{212a}ey", true),
            (".*pass.*", "pa\u{17f}\u{17f}", true),
            (".*pass.*", "\u{e9}pass", true),
            (".*pass.*", "p\u{e9}ass", false),
        ] {
            let list = format!("[{}]", serde_json::Value::from(pattern));
            let mask = KeyMask::parse(&list).unwrap();
            assert_eq!(mask.matches(key), matches, "{pattern} in {key:?}");
        }
    }

    static DEFAULT: LazyLock<KeyMask> = LazyLock::new(KeyMask::default);

    fn by_patterns(key: &str) -> bool {
        static PATTERNS: LazyLock<RegexSet> = LazyLock::new(|| {
            let patterns = DEFAULT_PATTERNS.iter();
            RegexSet::new(patterns.map(|pattern| format!("(?is)^(?:{pattern})"))).unwrap()
        });
        PATTERNS.is_match(key)
    }

    proptest! {
        #[test]
        fn the_default_list_means_what_its_patterns_say(key in "(?i)[a-eknopst\u{212a}\u{17f}_.-]{0,12}|[a-z]{0,3}(pass|key|token|cookie)[a-z]{0,3}") {
            prop_assert_eq!(DEFAULT.matches(&key), by_patterns(&key));
        }
    }

    #[test]
    fn an_empty_list_masks_nothing_and_all_masks_everything() {
        assert!(KeyMask::parse("[]").unwrap().is_empty());
        assert!(KeyMask::parse("All").unwrap().matches("anything"));
    }

    #[test]
    fn what_does_not_parse_is_no_mask() {
        for text in [
            "oops",
            "\"a\"",
            "[1]",
            "[\"(\"]",
            "{}",
            "null",
            "[\"a\", null]",
        ] {
            assert!(KeyMask::parse(text).is_none(), "{text}");
        }
    }
}
