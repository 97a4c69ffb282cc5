use super::token::{Kind, Token};

/// The longest name that shows, in bytes.
const LONGEST: usize = 255;

/// A name as it is read, part by part.
#[derive(Debug, Default)]
pub(super) struct Target {
    name: String,
    is_pending: bool,
    /// Whether the next name is a part of this one.
    is_open: bool,
}

impl Target {
    /// Begins a name.
    pub(super) fn begin(&mut self, token: &Token<'_>) {
        self.name.clear();
        self.is_pending = true;
        self.push(token);
    }

    /// Takes a point or what follows one.
    pub(super) fn takes(&mut self, token: &Token<'_>) -> bool {
        if self.is_pending && token.is(".") {
            self.name.push('.');
            self.is_open = true;
            return true;
        }
        let is_part = self.is_open && matches!(token.kind, Kind::Word | Kind::Name);
        if is_part {
            self.push(token);
        }
        is_part
    }

    /// The name, if there is one that is whole and not too long.
    pub(super) fn take(&mut self) -> Option<&str> {
        let is_whole = self.is_pending && !self.is_open;
        self.drop();
        (is_whole && self.name.len() <= LONGEST).then_some(&self.name)
    }

    pub(super) fn drop(&mut self) {
        self.is_pending = false;
        self.is_open = false;
    }

    fn push(&mut self, token: &Token<'_>) {
        self.is_open = false;
        if self.name.len() <= LONGEST {
            self.name.push_str(&unquoted(token));
        }
    }
}

/// A name without its quotes.
pub(super) fn unquoted(token: &Token<'_>) -> String {
    if token.kind == Kind::Word {
        return token.text.to_owned();
    }
    let mut letters = token.text.chars();
    let (first, last) = (letters.next(), letters.next_back());
    match (first, last) {
        (Some(quote), Some(last)) if quote == last => {
            let twice = [quote, quote].iter().collect::<String>();
            letters.as_str().replace(&twice, &quote.to_string())
        }
        _ => letters.as_str().to_owned(),
    }
}
