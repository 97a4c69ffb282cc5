use crate::database::sql::token::{Kind, Token};

/// The columns of an `INSERT`, and where values for them stand.
#[derive(Debug, Default)]
pub(super) struct Columns<'a> {
    /// One for each place between commas; `None` where no name stands.
    list: Vec<Option<Token<'a>>>,
    at: At,
    /// Whether values were inserted whose columns the text does not name.
    has_untold: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum At {
    #[default]
    Elsewhere,
    /// Before the table.
    Into,
    /// Behind a part of its name.
    Table,
    /// In the list, where a name begins.
    Column,
    /// Behind a name of the list.
    Named,
    BehindList,
    /// Before a row.
    Rows,
    BehindRow,
    /// In a row, within so many brackets of it, and whether a value begins.
    Row {
        column: usize,
        depth: usize,
        is_start: bool,
    },
}

impl<'a> Columns<'a> {
    /// Whether the text names the columns of all values that it inserts.
    pub(super) fn are_told(&self) -> bool {
        !self.has_untold
    }

    /// Gives the column that belongs to the token if that is a value.
    pub(super) fn pass(&mut self, token: &Token<'a>) -> Option<Token<'a>> {
        let column = match self.at {
            At::Row {
                column,
                is_start: true,
                ..
            } => self.list.get(column).copied().flatten(),
            _ => None,
        };
        self.at = match self.at {
            At::Row { column, depth, .. } => in_row(column, depth, token),
            At::Column | At::Named => self.in_list(token),
            at => match token.keyword() {
                "VALUES" | "VALUE" if matches!(at, At::BehindList | At::Rows) => At::Rows,
                "OVERRIDING" | "SYSTEM" | "USER" if at == At::BehindList => at,
                "ROW" if at == At::Rows => at,
                "INSERT" | "REPLACE" | "INTO" => At::Into,
                _ => self.around(at, token),
            },
        };
        column
    }

    fn around(&mut self, at: At, token: &Token<'a>) -> At {
        let is_name = matches!(token.kind, Kind::Word | Kind::Name | Kind::NameOrString);
        let keyword = token.keyword();
        let is_insert = matches!(at, At::Into | At::Table);
        match (at, token.text) {
            _ if keyword == "VALUES" || is_insert && is_query(keyword) => {
                self.has_untold = true;
                At::Elsewhere
            }
            (At::Table, "(") => {
                self.list.clear();
                self.list.push(None);
                At::Column
            }
            (At::Table, ".") => At::Into,
            (At::Rows, "(") => At::Row {
                column: 0,
                depth: 0,
                is_start: true,
            },
            (At::BehindRow, ",") => At::Rows,
            _ if is_insert && is_name && !matches!(keyword, "SET" | "FROM" | "DEFAULT") => {
                At::Table
            }
            _ => At::Elsewhere,
        }
    }

    fn in_list(&mut self, token: &Token<'a>) -> At {
        let is_name = matches!(token.kind, Kind::Word | Kind::Name | Kind::NameOrString);
        match token.text {
            // It is a query, or a condition.
            _ if token.kind == Kind::Placeholder || token.is("(") => {
                self.has_untold = true;
                return At::Elsewhere;
            }
            ")" => return At::BehindList,
            "," => {
                self.list.push(None);
                return At::Column;
            }
            // Of two names either may be the column.
            _ => self.set_last((is_name && self.at == At::Column).then_some(*token)),
        }
        At::Named
    }

    fn set_last(&mut self, column: Option<Token<'a>>) {
        if let Some(last) = self.list.last_mut() {
            *last = column;
        }
    }
}

fn in_row(column: usize, depth: usize, token: &Token<'_>) -> At {
    let inside = |depth| At::Row {
        column,
        depth,
        is_start: false,
    };
    match token.text {
        _ if token.kind != Kind::Symbol => inside(depth),
        "(" | "[" | "{" => inside(depth + 1),
        ")" if depth == 0 => At::BehindRow,
        ")" | "]" | "}" => inside(depth.saturating_sub(1)),
        "," if depth == 0 => At::Row {
            column: column + 1,
            depth,
            is_start: true,
        },
        ";" => At::Elsewhere,
        _ => inside(depth),
    }
}

fn is_query(keyword: &str) -> bool {
    matches!(keyword, "SELECT" | "VALUE" | "WITH" | "TABLE")
}
