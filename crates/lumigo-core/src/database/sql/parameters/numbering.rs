use crate::database::sql::SqlDialect;
use crate::database::sql::token::{Kind, Token};
use std::collections::HashMap;

/// Which parameter a placeholder stands for.
#[derive(Debug)]
pub(super) struct Numbering<'a> {
    dialect: SqlDialect,
    /// The highest number so far.
    count: usize,
    named: HashMap<&'a str, usize>,
}

impl<'a> Numbering<'a> {
    pub(super) fn new(dialect: SqlDialect) -> Self {
        Self {
            dialect,
            count: 0,
            named: HashMap::new(),
        }
    }

    /// The parameter of the placeholder, counted from 0.
    pub(super) fn index(&mut self, placeholder: &'a str) -> Option<usize> {
        let behind = placeholder.get(1..).unwrap_or_default();
        let number = match (self.dialect, placeholder) {
            (SqlDialect::PostgreSql, _) => behind.parse().ok()?,
            (_, "?") => self.count + 1,
            (_, numbered) if numbered.starts_with('?') => behind.parse().ok()?,
            (_, named) => {
                let next = self.count + 1;
                *self.named.entry(named).or_insert(next)
            }
        };
        self.count = self.count.max(number);
        number.checked_sub(1)
    }

    /// The name that a placeholder of SQLite has by itself.
    pub(super) fn own_name(&self, placeholder: &'a str) -> Option<Token<'a>> {
        let is_named = self.dialect == SqlDialect::Sqlite && !placeholder.starts_with('?');
        let name = placeholder.get(1..).filter(|_| is_named)?;
        Some(Token::new(Kind::Word, name, false))
    }
}
