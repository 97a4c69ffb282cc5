/// A word, a literal or a sign of a query.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    /// As it stands in the query; empty where it may not show.
    pub(super) text: &'a str,
    /// Whether white space or a comment stands before it.
    pub(super) is_spaced: bool,
    keyword: Keyword,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A keyword or a name without quotes.
    Word,
    /// A name in quotes.
    Name,
    /// A name in quotes, or a string: SQLite takes it for what fits.
    NameOrString,
    Literal,
    Placeholder,
    Symbol,
    /// All that comes: nobody can tell what of it is a literal.
    Rest,
}

impl<'a> Token<'a> {
    pub(super) fn new(kind: Kind, text: &'a str, is_spaced: bool) -> Self {
        let keyword = match kind {
            Kind::Word => Keyword::new(text),
            _ => Keyword::default(),
        };
        Self {
            kind,
            text,
            is_spaced,
            keyword,
        }
    }

    /// The same place, with nothing of what stands there.
    pub(super) fn hidden(&self) -> Self {
        Self::new(Kind::Literal, "", self.is_spaced)
    }

    /// The word in upper case; empty when it is none, or too long for a keyword.
    pub(super) fn keyword(&self) -> &str {
        self.keyword.as_str()
    }

    pub(super) fn is(&self, symbol: &str) -> bool {
        self.kind == Kind::Symbol && self.text == symbol
    }

    pub(super) fn is_value(&self) -> bool {
        matches!(
            self.kind,
            Kind::Literal | Kind::Placeholder | Kind::NameOrString
        )
    }
}

/// The longest keyword that anything asks for has 13 letters.
#[derive(Clone, Copy, Debug, Default)]
struct Keyword {
    letters: [u8; 14],
    length: usize,
}

impl Keyword {
    fn new(word: &str) -> Self {
        let mut keyword = Self::default();
        if let Some(letters) = keyword.letters.get_mut(..word.len()) {
            letters.copy_from_slice(word.as_bytes());
            letters.make_ascii_uppercase();
            keyword.length = word.len();
        }
        keyword
    }

    fn as_str(&self) -> &str {
        let letters = self.letters.get(..self.length).unwrap_or_default();
        std::str::from_utf8(letters).unwrap_or_default()
    }
}
