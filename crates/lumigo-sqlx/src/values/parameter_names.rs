use lumigo_core::Sql;
use std::borrow::Cow;
use std::cell::OnceCell;

/// What the parameters of a query are called, and which are secrets.
///
/// A parameter whose column the query does not tell may belong to any that it names. So it is hidden as
/// soon as one of them is a secret, or there may be one.
pub(crate) struct ParameterNames<'a, F> {
    sql: &'a Sql,
    /// As it came: a literal may name a secret too.
    text: &'a str,
    is_secret: F,
    names_secret: OnceCell<bool>,
}

impl<'a, F: Fn(&str) -> bool> ParameterNames<'a, F> {
    pub(crate) fn new(sql: &'a Sql, text: &'a str, is_secret: F) -> Self {
        Self {
            sql,
            text,
            is_secret,
            names_secret: OnceCell::new(),
        }
    }

    /// The column, or the position from 1 on. Positions are counted from 0.
    pub(super) fn name(&self, position: usize) -> Cow<'a, str> {
        match self.sql.parameter_name(position) {
            Some(name) => name.into(),
            None => position.saturating_add(1).to_string().into(),
        }
    }

    pub(super) fn hide(&self, position: usize) -> bool {
        match self.sql.parameter_name(position) {
            Some(name) => (self.is_secret)(name),
            None => !self.sql.shows_unnamed() || self.names_secret(),
        }
    }

    fn names_secret(&self) -> bool {
        let find = || {
            let mut words = self.text.split(|letter| !is_of_word(letter));
            let mut quoted = self.text.split(['"', '`', '\'', '[', ']']);
            words.any(&self.is_secret) || quoted.any(&self.is_secret)
        };
        *self.names_secret.get_or_init(find)
    }
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '$')
}
