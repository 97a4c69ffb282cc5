use super::known::{COMMANDS, CONTAINERS};

/// Where a command has its keys, or what serves as such: the fields of a hash, channels, the names of scripts.
/// All else may be a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shape {
    Hidden,
    /// Only so many, at the front.
    First(usize),
    /// All from this one on.
    From(usize),
    /// All but the last, which is a time-out.
    BeforeLast,
    /// So many at the front, then pairs of a key and a value.
    Pairs {
        after: usize,
    },
    /// After a number that says how many.
    Counted {
        at: usize,
    },
    /// One, then a number that says how many follow.
    NamedAndCounted,
    /// After the word `STREAMS`.
    Streams,
    /// One of these words, then so many.
    Subcommand {
        words: &'static [&'static str],
        keys: usize,
    },
}

impl Shape {
    /// The shape of the command of this name, in whatever case; of another nothing is known.
    pub(super) fn of(name: &str) -> Self {
        let is_it = |known: &&str| known.eq_ignore_ascii_case(name);
        let mut commands = COMMANDS.iter();
        if let Some((shape, _)) = commands.find(|(_, names)| names.iter().any(is_it)) {
            return *shape;
        }
        let container = CONTAINERS.iter().find(|(known, _, _)| is_it(known));
        container.map_or(Self::Hidden, |(_, keys, words)| Self::Subcommand {
            words,
            keys: *keys,
        })
    }
}
