use super::argument::bytes;
use super::shape::Shape;
use redis::Arg;
use std::ops::Range;
use std::str::from_utf8;

/// How many arguments before `STREAMS` are looked at: there are eight options at most.
const OPTIONS: usize = 16;

/// The most digits of a number of keys.
const DIGITS: usize = 9;

/// What an argument is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Role {
    /// A value, or what may be one.
    Hidden,
    Key,
    /// A word or number of the command's own.
    Word,
}

/// Where the keys of one command are, the first argument after its name being 0.
#[derive(Debug, Default)]
pub(super) struct Layout {
    word: Option<usize>,
    first: Range<usize>,
    rest: Range<usize>,
    /// Whether a value follows each of the rest.
    has_values: bool,
}

impl Layout {
    /// Nothing else than `arguments` is looked at, and no more than a few of them.
    pub(super) fn new<'a>(
        shape: Shape,
        arguments: &(impl ExactSizeIterator<Item = Arg<&'a [u8]>> + Clone),
    ) -> Self {
        match shape {
            Shape::Hidden => Self::default(),
            Shape::First(count) => Self::keys(0..count),
            Shape::From(first) => Self::keys(first..usize::MAX),
            Shape::BeforeLast => Self::keys(0..arguments.len().saturating_sub(1)),
            Shape::Pairs { after } => Self {
                has_values: true,
                ..Self::keys(0..after).and(after..usize::MAX)
            },
            Shape::Counted { at } => Self::counted(at, arguments).unwrap_or_default(),
            Shape::NamedAndCounted => {
                let counted = Self::counted(1, arguments);
                counted.map_or_else(Self::default, |rest| Self {
                    first: 0..1,
                    ..rest
                })
            }
            Shape::Streams => Self::streams(arguments).unwrap_or_default(),
            Shape::Subcommand { words, keys } => {
                Self::subcommand(words, keys, arguments).unwrap_or_default()
            }
        }
    }

    pub(super) fn role(&self, index: usize) -> Role {
        let follows_key = |index: usize| self.has_values && !index.is_multiple_of(2);
        match index {
            _ if self.word == Some(index) => Role::Word,
            _ if self.first.contains(&index) => Role::Key,
            _ if !self.rest.contains(&index) => Role::Hidden,
            _ if follows_key(index.saturating_sub(self.rest.start)) => Role::Hidden,
            _ => Role::Key,
        }
    }

    fn keys(first: Range<usize>) -> Self {
        Self {
            first,
            ..Self::default()
        }
    }

    fn and(self, rest: Range<usize>) -> Self {
        Self { rest, ..self }
    }

    fn after(word: usize, keys: usize) -> Self {
        let start = word.saturating_add(1);
        Self {
            word: Some(word),
            ..Self::default().and(start..start.saturating_add(keys))
        }
    }

    /// As many keys as the argument at `at` says, after it; `None` when there are less.
    fn counted<'a>(
        at: usize,
        arguments: &(impl ExactSizeIterator<Item = Arg<&'a [u8]>> + Clone),
    ) -> Option<Self> {
        let digits = bytes(&arguments.clone().nth(at)?)?;
        let is_number = digits.len() <= DIGITS && digits.iter().all(u8::is_ascii_digit);
        let digits = from_utf8(digits).ok().filter(|_| is_number)?;
        let keys = digits.parse().ok()?;
        let layout = Self::after(at, keys);
        (layout.rest.end <= arguments.len()).then_some(layout)
    }

    /// The first half of what follows `STREAMS`; an entry's id is in the other for each.
    fn streams<'a>(
        arguments: &(impl ExactSizeIterator<Item = Arg<&'a [u8]>> + Clone),
    ) -> Option<Self> {
        let is = |argument: &Arg<&[u8]>, word: &str| {
            bytes(argument).is_some_and(|bytes| bytes.eq_ignore_ascii_case(word.as_bytes()))
        };
        // A group or consumer may have that name too.
        let has_group = arguments
            .clone()
            .next()
            .is_some_and(|first| is(&first, "GROUP"));
        let before = if has_group { 3 } else { 0 };
        let mut options = arguments.clone().enumerate().skip(before).take(OPTIONS);
        let (at, _) = options.find(|(_, argument)| is(argument, "STREAMS"))?;
        let rest = arguments.len().saturating_sub(at).saturating_sub(1);
        Some(Self::after(at, rest / 2))
    }

    fn subcommand<'a>(
        words: &[&str],
        keys: usize,
        arguments: &(impl ExactSizeIterator<Item = Arg<&'a [u8]>> + Clone),
    ) -> Option<Self> {
        let word = bytes(&arguments.clone().next()?)?;
        let is_known = |known: &&str| known.as_bytes().eq_ignore_ascii_case(word);
        words.iter().any(is_known).then(|| Self::after(0, keys))
    }
}
