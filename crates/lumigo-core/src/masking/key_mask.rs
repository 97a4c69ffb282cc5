use crate::config::json_strings;
use crate::filter::{backtracking_regex, dialect};
use regex::{RegexSet, RegexSetBuilder};

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
    linear: RegexSet,
    backtracking: Vec<fancy_regex::Regex>,
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
            backtracking: Vec::new(),
            exceptions: None,
        }
    }

    /// The list that holds for query parameters when no variable is set.
    pub(crate) fn default_for_queries() -> Self {
        let patterns = DEFAULT_PATTERNS.iter().chain(DEFAULT_QUERY_PATTERNS);
        Self::compile(patterns).unwrap_or_else(Self::everything)
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
            exceptions: Some(Box::new(exceptions.clone())),
            ..self
        }
    }

    /// Whether the value under `key` is a secret. A search over the backtrack limit says yes.
    pub(crate) fn matches(&self, key: &str) -> bool {
        self.everything || (self.finds(key, true) && !self.is_exempt(key))
    }

    fn is_exempt(&self, key: &str) -> bool {
        let exceptions = self.exceptions.as_ref();
        exceptions.is_some_and(|exceptions| exceptions.finds(key, false))
    }

    /// Whether a pattern matches; `undecided` when the backtrack limit is reached.
    fn finds(&self, key: &str, undecided: bool) -> bool {
        let backtracking = &self.backtracking;
        self.linear.is_match(key)
            || backtracking
                .iter()
                .any(|regex| regex.is_match(key).unwrap_or(undecided))
    }

    fn compile<P: AsRef<str>>(patterns: impl IntoIterator<Item = P>) -> Option<Self> {
        let mut linear = Vec::new();
        let mut backtracking = Vec::new();
        for pattern in patterns {
            let pattern = format!("^(?:{})", dialect::to_rust(pattern.as_ref()));
            if regex::Regex::new(&pattern).is_ok() {
                linear.push(pattern);
            } else {
                backtracking.push(backtracking_regex(&format!("(?is){pattern}")).ok()?);
            }
        }
        let linear = RegexSetBuilder::new(linear)
            .case_insensitive(true)
            .dot_matches_new_line(true)
            .build()
            .ok()?;
        Some(Self {
            everything: false,
            linear,
            backtracking,
            exceptions: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
