use super::SqlDialect;
use super::token::{Kind, Token};

/// Tells where values of settings stand, which may be plain words: `PRAGMA key = secret`,
/// `SET app.token TO secret`. They do not show, up to the end of their statement.
#[derive(Debug, Default)]
pub(super) struct Settings {
    statement: Statement,
    /// Whether a name of a setting has begun.
    is_setting: bool,
    value: Value,
    is_in_parenthesis: bool,
}

/// What becomes of a token.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Setting {
    Shows,
    Hidden,
    /// It is part of what is hidden already.
    Left,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum Statement {
    #[default]
    Start,
    Set,
    Alter,
    Pragma,
    Attach,
    Other,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum Value {
    #[default]
    None,
    Next,
    Inside,
}

impl Settings {
    pub(super) fn pass(&mut self, dialect: SqlDialect, token: &Token<'_>) -> Setting {
        if token.is(";") {
            *self = Self::default();
            return Setting::Shows;
        }
        match self.value {
            Value::None => {
                self.look_for_value(dialect, token);
                Setting::Shows
            }
            _ if self.is_in_parenthesis && token.is(")") => Setting::Shows,
            Value::Next => {
                self.value = Value::Inside;
                match token.kind {
                    Kind::Placeholder | Kind::Rest => Setting::Shows,
                    _ => Setting::Hidden,
                }
            }
            Value::Inside => Setting::Left,
        }
    }

    fn look_for_value(&mut self, dialect: SqlDialect, token: &Token<'_>) {
        let keyword = token.keyword();
        if self.statement == Statement::Start {
            self.statement = match (keyword, dialect) {
                ("SET", _) => Statement::Set,
                ("ALTER", _) | ("CREATE", SqlDialect::PostgreSql) => Statement::Alter,
                ("PRAGMA", _) => Statement::Pragma,
                ("ATTACH", SqlDialect::Sqlite) => Statement::Attach,
                _ => Statement::Other,
            };
        }
        self.is_setting |= keyword == "SET";
        let assigns = token.is("=") || keyword == "TO";
        let begins = match self.statement {
            Statement::Set | Statement::Alter => self.is_setting && assigns,
            Statement::Pragma => token.is("=") || token.is("("),
            Statement::Attach => keyword == "KEY",
            Statement::Start | Statement::Other => false,
        };
        if begins {
            self.value = Value::Next;
            self.is_in_parenthesis = token.is("(");
        }
    }
}
