mod frame;
mod words;

use frame::Frame;
use words::{Token, tokens};

/// The columns of a result that have what is a secret by another name in the query: `p` in
/// `select password as p`. Databases do not always tell what a column comes from.
///
/// The text is read, not parsed: a column may be taken for a secret that is none. Where columns get their
/// names by place, as in a `union`, all of them are, if the text names a secret at all.
#[derive(Debug)]
pub(super) struct Renames {
    names: Vec<String>,
    /// Every word of the text, if a secret may have a name that is not there: that was taken for a literal,
    /// or cut, or is the server's.
    words: Option<Vec<String>>,
    hides_all: bool,
}

/// How often a text is read: what renames a secret may be renamed before, as in a query around another.
const MOST_READINGS: usize = 4;

impl Renames {
    /// Reads a query without literals and comments, of which that is all or not.
    pub(super) fn read(text: &str, is_whole: bool, is_secret: impl Fn(&str) -> bool) -> Self {
        let tokens = tokens(text);
        let mut names = Vec::new();
        let mut may_be_unnamed = !is_whole;
        for _ in 0..MOST_READINGS {
            let known = names.len();
            let mut reader = Reader::new(&is_secret, names);
            reader.read(&tokens);
            may_be_unnamed |= reader.has_unnamed;
            names = reader.names;
            if names.len() == known {
                break;
            }
        }
        let is_secret_word =
            |token: &Token<'_>| matches!(token, Token::Word(word) if is_secret(word));
        let words = || tokens.iter().filter_map(Token::word).collect();
        Self {
            names,
            words: may_be_unnamed.then(words),
            hides_all: name_by_place(&tokens) && tokens.iter().any(is_secret_word),
        }
    }

    /// Whether a column of this name may be a secret.
    pub(super) fn hide(&self, name: &str) -> bool {
        let is_unknown = |words: &Vec<String>| !contains(words, name);
        self.hides_all || contains(&self.names, name) || self.words.as_ref().is_some_and(is_unknown)
    }
}

struct Reader<'a, F> {
    is_secret: F,
    frame: Frame<'a>,
    /// Those around it.
    outer: Vec<Frame<'a>>,
    names: Vec<String>,
    has_unnamed: bool,
}

impl<'a, F: Fn(&str) -> bool> Reader<'a, F> {
    fn new(is_secret: F, names: Vec<String>) -> Self {
        Self {
            is_secret,
            frame: Frame::default(),
            outer: Vec::new(),
            names,
            has_unnamed: false,
        }
    }

    fn read(&mut self, tokens: &[Token<'a>]) {
        for (position, token) in tokens.iter().enumerate() {
            let before = position
                .checked_sub(1)
                .and_then(|before| tokens.get(before));
            let after = tokens.get(position.saturating_add(1));
            self.pass(*token, before.copied(), after.copied());
            self.has_unnamed |= self.frame.shows_secret() && self.frame.has_sign;
        }
    }

    fn pass(&mut self, token: Token<'a>, before: Option<Token<'a>>, after: Option<Token<'a>>) {
        match token {
            Token::Word(word) => self.pass_word(word, before, after),
            Token::Open => {
                let inner = self.frame.inner(before);
                self.outer.push(std::mem::replace(&mut self.frame, inner));
            }
            Token::Close => self.close(after),
            Token::Comma => self.frame.begin_item(),
            Token::Sign('.' | '*') => {}
            Token::Sign(_) => self.frame.has_sign = true,
        }
    }

    fn pass_word(&mut self, word: &'a str, before: Option<Token<'_>>, after: Option<Token<'_>>) {
        if self.frame.begin_clause(word) {
            return;
        }
        if self.frame.shows_secret() && is_alias(before, after) {
            self.add(word);
        }
        if contains(&self.names, word) || (self.is_secret)(word) {
            self.frame.add_secret();
        }
    }

    fn close(&mut self, after: Option<Token<'_>>) {
        let Some(outer) = self.outer.pop() else {
            return;
        };
        let inner = std::mem::replace(&mut self.frame, outer);
        if !inner.had_secret {
            return;
        }
        self.frame.add_secret();
        // Without a name of its own, a column is called as its function.
        if let Some(function) = inner.function
            && self.frame.shows_secret()
            && ends_item(after)
        {
            self.add(function);
        }
    }

    fn add(&mut self, name: &str) {
        if !contains(&self.names, name) {
            self.names.push(name.to_owned());
        }
    }
}

/// Whether a query gives names to columns by their places: `union`, `with a (b) as (…)`, `(…) as a (b)`.
fn name_by_place(tokens: &[Token<'_>]) -> bool {
    const SETS: [&str; 4] = ["except", "intersect", "minus", "union"];
    const QUERIES: [&str; 2] = ["materialized", "not"];
    // A bracket before and behind them means something else.
    const OTHERS: [&str; 12] = [
        "and", "as", "filter", "in", "not", "on", "or", "over", "select", "using", "values",
        "where",
    ];
    let is_set = |token: &Token<'_>| token.is_any(&SETS);
    let is_list = |tokens: &[Token<'_>]| match tokens {
        [Token::Close, word, Token::Open, _] if word.is_any(&["as"]) => true,
        [Token::Close, word, query, _] if word.is_any(&["as"]) && query.is_any(&QUERIES) => true,
        [Token::Close, word, _, Token::Open] if word.is_any(&["as"]) => true,
        [Token::Close, word @ Token::Word(_), Token::Open, _] => !word.is_any(&OTHERS),
        _ => false,
    };
    tokens.iter().any(is_set) || tokens.windows(4).any(is_list)
}

/// Whether a word names what is before it.
fn is_alias(before: Option<Token<'_>>, after: Option<Token<'_>>) -> bool {
    match before {
        Some(Token::Word(word)) if word.eq_ignore_ascii_case("as") => true,
        Some(Token::Word(_) | Token::Close | Token::Sign('?' | ']')) => ends_item(after),
        _ => false,
    }
}

fn ends_item(after: Option<Token<'_>>) -> bool {
    match after {
        None | Some(Token::Comma | Token::Close | Token::Sign(';')) => true,
        Some(Token::Word(word)) => Frame::default().begin_clause(word),
        Some(_) => false,
    }
}

fn contains(names: &[String], name: &str) -> bool {
    names.iter().any(|other| other.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests;
