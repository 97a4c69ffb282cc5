use super::{BacktrackingRegex, dialect};
use crate::config::ConfigError;
use regex::RegexSet;

/// Patterns of which one is to be found somewhere in a text; case-sensitive.
#[derive(Clone, Debug, Default)]
pub(crate) struct PatternList {
    linear: Option<RegexSet>,
    backtracking: Vec<BacktrackingRegex>,
}

impl PatternList {
    /// Compiles what can be compiled; each other member becomes a problem. An empty pattern never
    /// matches, as in the Python distribution.
    pub(crate) fn compile(
        name: &'static str,
        patterns: &[impl AsRef<str>],
        problems: &mut Vec<ConfigError>,
    ) -> Self {
        let mut linear = Vec::new();
        let mut backtracking = Vec::new();
        for (index, pattern) in patterns
            .iter()
            .enumerate()
            .filter(|(_, p)| !p.as_ref().is_empty())
        {
            let pattern = dialect::to_rust(pattern.as_ref());
            if regex::Regex::new(&pattern).is_ok() {
                linear.push(pattern);
            } else if let Some(regex) = BacktrackingRegex::new(&pattern) {
                backtracking.push(regex);
            } else {
                let expected = "a regular expression";
                problems.push(ConfigError::InvalidMember {
                    name,
                    position: index + 1,
                    expected,
                });
            }
        }
        let set = RegexSet::new(&linear);
        if set.is_err() {
            // Each compiles alone, together they are over the size limit.
            problems.push(ConfigError::Invalid {
                name,
                expected: "a shorter list",
            });
        }
        Self {
            linear: set.ok().filter(|set| !set.is_empty()),
            backtracking,
        }
    }

    /// How many patterns there are.
    pub(crate) fn len(&self) -> usize {
        self.linear.as_ref().map_or(0, RegexSet::len) + self.backtracking.len()
    }

    /// Whether there is nothing that could match.
    pub(crate) fn is_empty(&self) -> bool {
        self.linear.is_none() && self.backtracking.is_empty()
    }

    /// Whether one pattern is found in `text`. An undecided search has found nothing.
    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.linear.as_ref().is_some_and(|set| set.is_match(text))
            || self
                .backtracking
                .iter()
                .any(|regex| regex.is_match(text).unwrap_or(false))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compile(patterns: &[&str]) -> (PatternList, Vec<ConfigError>) {
        let mut problems = Vec::new();
        (
            PatternList::compile("LIST", patterns, &mut problems),
            problems,
        )
    }

    #[test]
    fn invalid_members_are_skipped_one_by_one() {
        let (list, problems) = compile(&["[", "login", "(", "", "(?<=a)b"]);
        assert!(list.is_match("/login") && list.is_match("ab") && !list.is_match("b"));
        assert_eq!(problems.len(), 2);
        assert_eq!(
            problems[1].to_string(),
            "member 3 of LIST is ignored: a regular expression was expected"
        );
    }

    #[test]
    fn a_search_without_end_has_found_nothing() {
        let (list, problems) = compile(&[r"^(?=(a+)+$)(a|aa)+\1b$"]);
        assert!(problems.is_empty());
        assert!(!list.is_match(&format!("{}c", "a".repeat(200))));
    }

    #[test]
    fn a_text_that_takes_too_long_to_search_is_not_searched() {
        let (list, problems) = compile(&["(?=.*admin)(?=.*health)", "linear$"]);
        assert!(problems.is_empty() && list.is_match("/health/admin"));
        let long = "a".repeat(60_000);
        assert!(!list.is_match(&format!("/health/admin/{long}")));
        assert!(list.is_match(&format!("/{long}/linear")));
    }

    #[test]
    fn an_empty_list_matches_nothing() {
        let (list, _) = compile(&["", "["]);
        assert!(list.is_empty() && !list.is_match("") && !list.is_match("a"));
    }
}
