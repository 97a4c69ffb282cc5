use super::env::{self, Environment};
use super::error::ConfigError;
use super::json_strings;
use crate::filter::PatternList;
use crate::masking::{KeyMask, Masks};
use std::time::Duration;

/// A buffer must hold several records; fewer bytes would be meant in another unit.
pub(super) const LEAST_BUFFER_BYTES: usize = 64 * 1024;
pub(super) const BUFFER_FORM: &str = "a number of bytes, from 65536 on";
/// Longer than anybody waits, and short enough for the clock.
const DAY: Duration = Duration::from_secs(24 * 3600);

/// The members of a comma-separated list that are not empty, each with its position, counted from 1.
pub(super) fn members(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let members = text.split(',').map(str::trim);
    (1..).zip(members).filter(|(_, member)| !member.is_empty())
}

/// Reads single variables and keeps what went wrong.
pub(super) struct Reader<'a> {
    environment: &'a Environment,
    pub(super) problems: Vec<ConfigError>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(environment: &'a Environment) -> Self {
        Self {
            environment,
            problems: Vec::new(),
        }
    }

    /// What went wrong, each once: several signals may have read the same variable.
    pub(super) fn distinct_problems(self) -> Vec<ConfigError> {
        let mut distinct = Vec::new();
        for problem in self.problems {
            if !distinct.contains(&problem) {
                distinct.push(problem);
            }
        }
        distinct
    }

    pub(super) fn text(&mut self, name: &'static str) -> Option<String> {
        self.environment.get(name).unwrap_or_else(|problem| {
            self.problems.push(problem);
            None
        })
    }

    pub(super) fn parsed<T>(
        &mut self,
        name: &'static str,
        expected: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(name)?;
        let value = parse(&text);
        if value.is_none() {
            self.problems.push(ConfigError::Invalid { name, expected });
        }
        value
    }

    /// As in the Python distribution: any case, nothing trimmed, no `1` or `yes`.
    pub(super) fn boolean(&mut self, name: &'static str, default: bool) -> bool {
        let parse = |text: &str| match text.to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        };
        self.parsed(name, "true or false", parse).unwrap_or(default)
    }

    pub(super) fn milliseconds(&mut self, name: &'static str) -> Option<Duration> {
        let parse = |text: &str| text.trim().parse().ok().map(Duration::from_millis);
        self.parsed(name, "a number of milliseconds", parse)
    }

    /// A time in milliseconds between two of something.
    pub(super) fn interval(&mut self, name: &'static str) -> Option<Duration> {
        self.parsed(name, "a number of milliseconds above 0", |text| {
            let interval = text.trim().parse().ok().filter(|number| *number > 0);
            interval.map(Duration::from_millis)
        })
    }

    /// A time in milliseconds; 0 is no limit.
    pub(super) fn time_limit(&mut self, name: &'static str) -> Option<Duration> {
        let limit = self.milliseconds(name)?;
        Some(if limit.is_zero() { DAY } else { limit.min(DAY) })
    }

    /// How many records something holds.
    pub(super) fn size(&mut self, name: &'static str) -> Option<usize> {
        // Some of it is allocated at once.
        self.parsed(name, "a whole number from 1 to 1000000", |text| {
            let size = text.trim().parse().ok();
            size.filter(|size| (1..=1_000_000).contains(size))
        })
    }

    /// How many bytes something holds.
    pub(super) fn bytes(&mut self, name: &'static str) -> Option<usize> {
        self.parsed(name, BUFFER_FORM, |text| {
            let bytes = text.trim().parse().ok();
            bytes.filter(|bytes| *bytes >= LEAST_BUFFER_BYTES)
        })
    }

    /// How many threads do something.
    pub(super) fn threads(&mut self, name: &'static str) -> Option<usize> {
        self.parsed(name, "a whole number from 1 to 64", |text| {
            let threads = text.trim().parse().ok();
            threads.filter(|threads| (1..=64).contains(threads))
        })
    }

    pub(super) fn seconds(&mut self, name: &'static str) -> Option<Duration> {
        self.parsed(name, "a number of seconds above 0", |text| {
            let seconds = Duration::try_from_secs_f64(text.trim().parse().ok()?).ok()?;
            (!seconds.is_zero()).then_some(seconds.min(DAY))
        })
    }

    /// How old something may become, in seconds. More than a day would be meant in milliseconds.
    pub(super) fn age(&mut self, name: &'static str) -> Option<Duration> {
        self.parsed(name, "a number of seconds above 0, up to 86400", |text| {
            let age = Duration::try_from_secs_f64(text.trim().parse().ok()?).ok()?;
            (!age.is_zero() && age <= DAY).then_some(age)
        })
    }

    /// A length in characters; `Some(None)` is no limit.
    pub(super) fn length(&mut self, name: &'static str) -> Option<Option<usize>> {
        self.parsed(name, "a number of characters, or -1", |text| {
            match text.trim() {
                "-1" => Some(None),
                number => number.parse().ok().map(Some),
            }
        })
    }

    pub(super) fn count(&mut self, name: &'static str) -> Option<u32> {
        self.parsed(name, "a whole number, 0 or more", |text| {
            text.trim().parse().ok()
        })
    }

    /// A whole number, below 0 too.
    pub(super) fn integer(&mut self, name: &'static str) -> Option<i64> {
        self.parsed(name, "a whole number", |text| text.trim().parse().ok())
    }

    /// A filter list; invalid members are skipped.
    pub(super) fn patterns(&mut self, name: &'static str) -> PatternList {
        let form = "a JSON array of regular expressions";
        let patterns = self.parsed(name, form, json_strings).unwrap_or_default();
        PatternList::compile(name, &patterns, &mut self.problems)
    }

    /// Comma-separated names; those that are not `known` are reported, and kept.
    pub(super) fn names(&mut self, name: &'static str, known: &[&str]) -> Vec<String> {
        let text = self.text(name).unwrap_or_default();
        let mut names = Vec::new();
        for (position, member) in members(&text) {
            let member = member.to_ascii_lowercase();
            if !known.contains(&&*member) {
                self.problems
                    .push(ConfigError::UnknownMember { name, position });
            }
            names.push(member);
        }
        names
    }

    /// The lists that say what is secret. One that cannot be read masks everything it governs.
    pub(super) fn masks(&mut self) -> Masks {
        let exceptions = self.parsed(
            env::MASKING_EXCEPTIONS,
            "a JSON array of regular expressions that do not match everything",
            // One that matches nothing at all matches every key: it would turn masking off.
            |text| KeyMask::parse(text).filter(|mask| !mask.matches("")),
        );
        let general = self
            .mask(env::MASKING)
            .or_else(|| self.mask(env::MASKING_OLD));
        let mut own = |name| self.mask(name).filter(|mask| !mask.is_empty());
        Masks {
            request_body: own(env::MASKING_REQUEST_BODIES),
            response_body: own(env::MASKING_RESPONSE_BODIES),
            request_headers: own(env::MASKING_REQUEST_HEADERS),
            response_headers: own(env::MASKING_RESPONSE_HEADERS),
            query: own(env::MASKING_QUERY)
                .or_else(|| general.is_none().then(KeyMask::default_for_queries)),
            environment: own(env::MASKING_ENVIRONMENT),
            general: general.unwrap_or_default(),
        }
        .except(exceptions)
    }

    fn mask(&mut self, name: &'static str) -> Option<KeyMask> {
        // Not UTF-8 is unusable like any other text, and must not fall back to a weaker list.
        let parsed = match self.environment.get(name) {
            Ok(text) => text.as_deref().map(KeyMask::parse)?,
            Err(_) => None,
        };
        Some(parsed.unwrap_or_else(|| {
            self.problems.push(ConfigError::MaskingClosed {
                name,
                expected: "`all` or a JSON array of regular expressions",
            });
            KeyMask::everything()
        }))
    }
}
