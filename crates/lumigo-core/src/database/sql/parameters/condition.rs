use crate::database::sql::token::{Kind, Token};

/// Follows `name = value`, also in `SET`, and `name IN (value, value)`, `LIMIT value`.
#[derive(Debug, Default)]
pub(super) struct Condition<'a> {
    at: At<'a>,
}

/// What came last.
#[derive(Clone, Copy, Debug, Default)]
enum At<'a> {
    #[default]
    Elsewhere,
    /// A name may begin.
    Start {
        may_have_fields: bool,
    },
    /// A name, after which more of it may come.
    Name {
        name: Token<'a>,
        may_have_fields: bool,
    },
    /// A point in a name.
    Point,
    /// What compares it with what comes, or gives it.
    Compared(Token<'a>),
    /// What compares it with a list.
    BeforeList(Token<'a>),
    List(Token<'a>),
}

impl<'a> Condition<'a> {
    /// Gives the name that belongs to the token if that is a value.
    pub(super) fn pass(&mut self, token: &Token<'a>) -> Option<Token<'a>> {
        let name = match self.at {
            At::Compared(name) | At::List(name) => Some(name),
            _ => None,
        };
        let next = match self.at {
            At::Elsewhere => At::Elsewhere,
            At::Start { may_have_fields } => name_of(token, may_have_fields),
            At::Point => name_of(token, false),
            At::Name {
                name,
                may_have_fields,
            } => behind_name(name, may_have_fields, token),
            At::Compared(name) => compared(name, token),
            At::BeforeList(name) if token.is("(") => At::List(name),
            At::BeforeList(_) => At::Elsewhere,
            At::List(name) => in_list(name, token),
        };
        self.at = match next {
            At::Elsewhere => start(token),
            next => next,
        };
        name
    }
}

fn name_of<'a>(token: &Token<'a>, may_have_fields: bool) -> At<'a> {
    let is_name = matches!(token.kind, Kind::Word | Kind::Name | Kind::NameOrString);
    match start(token) {
        At::Elsewhere if is_name => At::Name {
            name: *token,
            may_have_fields,
        },
        start => start,
    }
}

/// What begins with a token, whatever came before it.
fn start<'a>(token: &Token<'a>) -> At<'a> {
    // Of `SET a.b` either part may be the column.
    let start = |may_have_fields| At::Start { may_have_fields };
    let limit = |name| At::Compared(Token::new(Kind::Word, name, false));
    match token.keyword() {
        "WHERE" | "AND" | "OR" | "NOT" | "ON" | "HAVING" | "WHEN" => start(false),
        "SET" | "UPDATE" => start(true),
        "LIMIT" => limit("limit"),
        "OFFSET" => limit("offset"),
        _ if token.is("(") => start(false),
        _ if token.is(",") => start(true),
        _ => At::Elsewhere,
    }
}

fn behind_name<'a>(name: Token<'a>, may_have_fields: bool, token: &Token<'a>) -> At<'a> {
    match (token.keyword(), token.text) {
        ("NOT", _) => At::Name {
            name,
            may_have_fields,
        },
        ("LIKE" | "ILIKE" | "GLOB", _) => At::Compared(name),
        ("IN", _) => At::BeforeList(name),
        (_, ".") if !may_have_fields => At::Point,
        _ if compares(token) => At::Compared(name),
        _ => At::Elsewhere,
    }
}

fn compared<'a>(name: Token<'a>, token: &Token<'a>) -> At<'a> {
    match token.keyword() {
        "ANY" | "ALL" => At::BeforeList(name),
        _ if compares(token) => At::Compared(name),
        _ => At::Elsewhere,
    }
}

fn in_list<'a>(name: Token<'a>, token: &Token<'a>) -> At<'a> {
    match token.kind {
        Kind::Placeholder | Kind::Literal => At::List(name),
        Kind::Symbol if token.is(",") => At::List(name),
        _ => At::Elsewhere,
    }
}

fn compares(token: &Token<'_>) -> bool {
    token.kind == Kind::Symbol && matches!(token.text, "=" | "<" | ">" | "!")
}
