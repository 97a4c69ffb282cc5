mod frame;
mod words;

use frame::Frame;
use words::{Token, tokens};

/// The columns of a result that have what is a secret by another name in the query: `p` in
/// `select password as p`. Databases do not always tell what a column comes from.
///
/// The text is read, not parsed: a column may be taken for a secret that is none. Not seen is what a query
/// names by place only, as in a `union`.
#[derive(Debug)]
pub(super) struct Renames {
    names: Vec<String>,
    /// The text in lower case if it is cut: what it does not name may be anything.
    cut: Option<String>,
}

impl Renames {
    /// Reads a query without literals and comments, which is cut at so many characters.
    pub(super) fn read(text: &str, limit: usize, is_secret: impl Fn(&str) -> bool) -> Self {
        let is_cut = text.chars().count() >= limit;
        Self {
            names: renamed(&tokens(text), is_secret),
            cut: is_cut.then(|| text.to_lowercase()),
        }
    }

    /// Whether a column of this name may be a secret.
    pub(super) fn hide(&self, name: &str) -> bool {
        let is_unknown = |text: &String| !text.contains(&name.to_lowercase());
        contains(&self.names, name) || self.cut.as_ref().is_some_and(is_unknown)
    }
}

/// How often a text is read: what renames a secret may be renamed before, as in a query around another.
const MOST_READINGS: usize = 4;

fn renamed(tokens: &[Token<'_>], is_secret: impl Fn(&str) -> bool) -> Vec<String> {
    let mut names = Vec::new();
    for _ in 0..MOST_READINGS {
        let known = names.len();
        let mut reader = Reader {
            is_secret: &is_secret,
            frame: Frame::default(),
            outer: Vec::new(),
            names,
        };
        for (position, token) in tokens.iter().enumerate() {
            let before = position
                .checked_sub(1)
                .and_then(|before| tokens.get(before));
            let after = tokens.get(position.saturating_add(1));
            reader.pass(*token, before.copied(), after.copied());
        }
        names = reader.names;
        if names.len() == known {
            break;
        }
    }
    names
}

struct Reader<'a, F> {
    is_secret: F,
    frame: Frame<'a>,
    /// Those around it.
    outer: Vec<Frame<'a>>,
    names: Vec<String>,
}

impl<'a, F: Fn(&str) -> bool> Reader<'a, F> {
    fn pass(&mut self, token: Token<'a>, before: Option<Token<'a>>, after: Option<Token<'a>>) {
        match token {
            Token::Word(word) => self.pass_word(word, before, after),
            Token::Open => {
                let inner = self.frame.inner(before);
                self.outer.push(std::mem::replace(&mut self.frame, inner));
            }
            Token::Close => self.close(after),
            Token::Comma => self.frame.has_secret = false,
            Token::Sign(_) => {}
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
