use crate::database::sql::SqlDialect;

/// Which parameter a placeholder stands for, as sqlx binds them.
#[derive(Debug)]
pub(super) struct Numbering {
    dialect: SqlDialect,
    /// How many came without a number.
    count: usize,
    has_numbers: bool,
    has_words: bool,
}

impl Numbering {
    pub(super) fn new(dialect: SqlDialect) -> Self {
        Self {
            dialect,
            count: 0,
            has_numbers: false,
            has_words: false,
        }
    }

    /// The parameter of the placeholder, counted from 0.
    pub(super) fn index(&mut self, placeholder: &str) -> Option<usize> {
        if placeholder == "?" {
            self.count += 1;
            return self.count.checked_sub(1);
        }
        let is_numbered = self.dialect == SqlDialect::PostgreSql
            || placeholder.starts_with('?')
            || placeholder.starts_with('$');
        let number = placeholder.get(1..).filter(|_| is_numbered);
        let number = number.and_then(|number| number.parse::<usize>().ok());
        self.has_numbers |= number.is_some();
        self.has_words |= number.is_none();
        number?.checked_sub(1)
    }

    /// Whether it is plain what is bound to which placeholder: not where only some have numbers.
    pub(super) fn is_plain(&self) -> bool {
        !self.has_words && (self.count == 0 || !self.has_numbers)
    }
}
