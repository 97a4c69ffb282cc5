/// A part of a query without literals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A keyword or a name, without quotes.
    Word(&'a str),
    Open,
    Close,
    Comma,
    Sign(char),
}

impl Token<'_> {
    /// Whether it is one of these words.
    pub(super) fn is_any(&self, words: &[&str]) -> bool {
        let is =
            |other: &&str| matches!(self, Self::Word(word) if word.eq_ignore_ascii_case(other));
        words.iter().any(is)
    }

    pub(super) fn word(&self) -> Option<String> {
        match self {
            Self::Word(word) => Some((*word).to_owned()),
            _ => None,
        }
    }
}

pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, after) = match first {
            '"' | '`' => quoted(rest, first),
            first if is_of_word(first) => word(rest),
            first => (sign(first), rest.strip_prefix(first).unwrap_or_default()),
        };
        tokens.push(token);
        rest = after.trim_start();
    }
    tokens
}

fn is_of_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || character == '$'
}

fn word(text: &str) -> (Token<'_>, &str) {
    let end = text.find(|character| !is_of_word(character));
    let (word, rest) = text
        .split_at_checked(end.unwrap_or(text.len()))
        .unwrap_or((text, ""));
    (Token::Word(word), rest)
}

/// A name that is cut has no quote at its end.
fn quoted(text: &str, quote: char) -> (Token<'_>, &str) {
    let name = text.strip_prefix(quote).unwrap_or_default();
    let (name, rest) = name.split_once(quote).unwrap_or((name, ""));
    (Token::Word(name), rest)
}

fn sign(sign: char) -> Token<'static> {
    match sign {
        '(' => Token::Open,
        ')' => Token::Close,
        ',' => Token::Comma,
        sign => Token::Sign(sign),
    }
}
