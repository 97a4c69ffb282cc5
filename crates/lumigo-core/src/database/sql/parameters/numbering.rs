use crate::database::sql::SqlDialect;

/// Which parameter a placeholder stands for, as sqlx binds them.
#[derive(Debug)]
pub(super) struct Numbering {
    dialect: SqlDialect,
    /// How many came without a number.
    count: usize,
}

impl Numbering {
    pub(super) fn new(dialect: SqlDialect) -> Self {
        Self { dialect, count: 0 }
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
        let number = placeholder.get(1..).filter(|_| is_numbered)?;
        number.parse::<usize>().ok()?.checked_sub(1)
    }
}
