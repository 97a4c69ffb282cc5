use crate::database::sql::token::{Kind, Token};

/// The name that a value is compared with or given to: the first one of a condition.
#[derive(Debug, Default)]
pub(super) struct Subject<'a> {
    name: Option<(Token<'a>, usize)>,
    last: Last,
    is_between: bool,
    is_distinct: bool,
    /// A parameter that comes before its name.
    waiting: Option<usize>,
    /// Whether there is the sign or the word of a comparison.
    is_compared: bool,
    /// The parameter whose name is being read.
    answered: Option<usize>,
    /// The depth of the last comma.
    list: Option<usize>,
}

/// What came last.
#[derive(Debug, Default, PartialEq, Eq)]
enum Last {
    #[default]
    Other,
    Subject,
    /// A point behind the name.
    Point,
    /// Something before a name that is no column: of a type, or given here.
    NoColumn,
}

impl<'a> Subject<'a> {
    pub(super) fn name(&self) -> Option<Token<'a>> {
        let (name, _) = self.name?;
        (self.is_compared || !is_doubtful(&name)).then_some(name)
    }

    /// Takes a parameter whose name may follow.
    pub(super) fn wait(&mut self, index: usize) {
        self.waiting = Some(index);
        self.is_compared = false;
    }

    pub(super) fn pass_other(&mut self) {
        self.last = Last::Other;
    }

    /// Takes a name; gives the parameter it is the name of.
    pub(super) fn pass_name(&mut self, token: &Token<'a>, depth: usize) -> Option<usize> {
        let last = std::mem::take(&mut self.last);
        if last == Last::NoColumn {
            return None;
        }
        if last != Last::Point {
            self.answered = None;
            if self.is_compared && is_doubtful(token) {
                return None;
            }
            if self.is_compared {
                self.answered = self.waiting.take();
            }
        }
        if last == Last::Point || self.name.is_none() {
            self.name = Some((*token, depth));
            self.last = Last::Subject;
        }
        self.answered
    }

    /// Whether it is a word that is no name.
    pub(super) fn pass_keyword(&mut self, keyword: &str, depth: usize) -> bool {
        if self.last == Last::Point || self.last == Last::NoColumn {
            return false;
        }
        let last = std::mem::take(&mut self.last);
        let was_distinct = std::mem::take(&mut self.is_distinct);
        match keyword {
            "AND" if self.is_between => self.is_between = false,
            "FROM" if was_distinct => {}
            "LIMIT" => self.begin(Token::new(Kind::Word, "limit", false), depth),
            "OFFSET" => self.begin(Token::new(Kind::Word, "offset", false), depth),
            "AS" => self.last = Last::NoColumn,
            "BETWEEN" => {
                self.is_between = true;
                self.is_compared = true;
            }
            "DISTINCT" => self.is_distinct = true,
            _ if compares(keyword) => self.is_compared = true,
            _ if is_inside(keyword) => {}
            _ if begins_condition(keyword) => self.reset(),
            _ => {
                self.last = last;
                return false;
            }
        }
        true
    }

    pub(super) fn open(&mut self) {
        // It is the name of a function.
        if self.last == Last::Subject {
            self.name = None;
        }
        self.last = Last::Other;
    }

    pub(super) fn close(&mut self, depth: usize) {
        self.last = Last::Other;
        let is_list = self.list.take_if(|list| *list >= depth).is_some();
        if let Some((_, of_name)) = &mut self.name {
            if *of_name >= depth {
                *of_name = depth.saturating_sub(1);
                // Of several names none is the one.
                if is_list {
                    self.name = None;
                }
            }
        }
    }

    pub(super) fn pass_comma(&mut self, depth: usize) {
        self.last = Last::Other;
        self.waiting = None;
        self.list = Some(depth);
        self.name = self.name.filter(|(_, of_name)| *of_name < depth);
        self.is_compared &= self.name.is_some();
    }

    pub(super) fn pass_symbol(&mut self, symbol: &str) {
        self.is_compared |= matches!(symbol, "=" | "<" | ">" | "!" | "~");
        self.last = match (symbol, &self.last) {
            (".", Last::Subject) => Last::Point,
            (":", _) => Last::NoColumn,
            _ => Last::Other,
        };
    }

    fn begin(&mut self, name: Token<'a>, depth: usize) {
        self.reset();
        self.name = Some((name, depth));
    }

    fn reset(&mut self) {
        *self = Self::default();
    }
}

/// Whether it may be a string. It is taken for a column only where something is compared with it.
fn is_doubtful(name: &Token<'_>) -> bool {
    name.kind == Kind::NameOrString
}

fn compares(keyword: &str) -> bool {
    matches!(
        keyword,
        "LIKE" | "ILIKE" | "IN" | "IS" | "GLOB" | "REGEXP" | "RLIKE" | "MATCH" | "SIMILAR"
    )
}

/// Words inside of a condition.
fn is_inside(keyword: &str) -> bool {
    matches!(
        keyword,
        "NOT"
            | "ANY"
            | "ALL"
            | "SOME"
            | "TO"
            | "ESCAPE"
            | "COLLATE"
            | "ARRAY"
            | "INTERVAL"
            | "NULL"
            | "TRUE"
            | "FALSE"
            | "SYMMETRIC"
            | "BINARY"
            | "ROW"
            | "CAST"
            | "EXISTS"
    )
}

/// Words between conditions.
fn begins_condition(keyword: &str) -> bool {
    matches!(
        keyword,
        "SELECT"
            | "FROM"
            | "WHERE"
            | "AND"
            | "OR"
            | "XOR"
            | "ON"
            | "SET"
            | "HAVING"
            | "WHEN"
            | "THEN"
            | "ELSE"
            | "END"
            | "CASE"
            | "GROUP"
            | "ORDER"
            | "BY"
            | "UNION"
            | "INTERSECT"
            | "EXCEPT"
            | "VALUES"
            | "RETURNING"
            | "JOIN"
            | "USING"
            | "DO"
            | "UPDATE"
            | "INSERT"
            | "DELETE"
            | "INTO"
            | "WITH"
            | "FETCH"
            | "LEFT"
            | "RIGHT"
            | "INNER"
            | "OUTER"
            | "CROSS"
            | "NATURAL"
            | "WINDOW"
            | "CALL"
    )
}
