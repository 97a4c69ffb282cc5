use crate::database::sql::token::{Kind, Token};

/// A parameter whose name holds if nothing is calculated with it.
#[derive(Debug)]
pub(super) struct Pending<'a> {
    pub(super) index: usize,
    pub(super) name: Token<'a>,
    cast: Cast,
}

/// What follows a parameter, as in `$1::text[]`.
#[derive(Debug)]
enum Cast {
    None,
    Colon,
    Colons,
    Type,
}

/// What the next token tells of a parameter.
#[derive(Debug)]
pub(super) enum Progress {
    /// It stands alone.
    Stands,
    /// Something else comes of it.
    Calculates,
    /// Nothing yet.
    Waits,
}

impl<'a> Pending<'a> {
    pub(super) fn new(index: usize, name: Token<'a>) -> Self {
        Self {
            index,
            name,
            cast: Cast::None,
        }
    }

    pub(super) fn pass(&mut self, token: &Token<'_>) -> Progress {
        let cast = match (&self.cast, token.kind, token.text) {
            (Cast::Colons, Kind::Word | Kind::Name, _) => Cast::Type,
            (Cast::None | Cast::Type, ..) if ends_value(token) => return Progress::Stands,
            (Cast::None, Kind::Symbol, ":") => Cast::Colon,
            (Cast::Colon, Kind::Symbol, ":") | (Cast::Type, Kind::Symbol, ".") => Cast::Colons,
            (Cast::Type, Kind::Symbol, "[" | "]") => Cast::Type,
            _ => return Progress::Calculates,
        };
        self.cast = cast;
        Progress::Waits
    }
}

fn ends_value(token: &Token<'_>) -> bool {
    const WORDS: [&str; 25] = [
        "AND",
        "CROSS",
        "ELSE",
        "END",
        "EXCEPT",
        "FETCH",
        "FOR",
        "FROM",
        "FULL",
        "GROUP",
        "HAVING",
        "INNER",
        "INTERSECT",
        "JOIN",
        "LEFT",
        "LIMIT",
        "OFFSET",
        "OR",
        "ORDER",
        "RETURNING",
        "RIGHT",
        "THEN",
        "UNION",
        "WHEN",
        "WHERE",
    ];
    WORDS.contains(&token.keyword()) || token.is(")") || token.is(",") || token.is(";")
}
