use super::frame::{Frame, Next};
use super::operations::{Form, Object, Operation, inner_operation, on_object, operation};
use super::statements::{Statements, Summarised};
use super::target::{Target, unquoted};
use super::token::{Kind, Token};

/// How deep parentheses are looked into.
const DEEPEST: usize = 64;
/// How many names a `WITH` may have that are known as such.
const MOST_NAMES: usize = 64;

/// Reads what a query does and with what.
#[derive(Debug, Default)]
pub(super) struct Summary {
    statements: Statements,
    target: Target,
    frame: Frame,
    outer: Vec<Frame>,
    /// How many parentheses are open beyond the deepest.
    deeper: usize,
    /// Of `CREATE` and the like, until it is known what.
    verb: Option<&'static str>,
    /// Names of `WITH`, which are no tables.
    with: Vec<String>,
    skips: Skips,
    is_distinct: bool,
    /// Whether the targets are tables.
    is_table: bool,
}

/// What is not looked at, once the names are known.
#[derive(Debug, Default, PartialEq, Eq)]
enum Skips {
    #[default]
    Nothing,
    /// The rest of the statement.
    Statement,
    /// All that comes: it has statements of its own.
    Text,
}

impl Summary {
    pub(super) fn pass(&mut self, token: &Token<'_>) {
        if self.target.takes(token) {
            return;
        }
        let skips = self.frame.next == Next::Nothing;
        if token.is(";") && !(skips && self.skips == Skips::Text) {
            return self.end_statement();
        }
        self.statements.begin();
        if skips && self.skips != Skips::Nothing {
            return self.skip(token);
        }
        match token.kind {
            Kind::Word => self.pass_word(token),
            Kind::Name => self.pass_name(token),
            Kind::Symbol => self.pass_symbol(token),
            _ => {
                self.add_target();
                self.frame.next = Next::Nothing;
            }
        }
        self.is_distinct = token.keyword() == "DISTINCT";
    }

    pub(super) fn finish(mut self) -> Summarised {
        self.end_statement();
        self.statements.finish()
    }

    fn skip(&mut self, token: &Token<'_>) {
        self.add_target();
        if token.is("(") {
            self.frame.is_list = false;
        } else if token.is(",") {
            self.pass_comma();
        }
    }

    fn pass_comma(&mut self) {
        self.add_target();
        if self.frame.is_list {
            self.frame.next = Next::Name;
        }
    }

    fn end_statement(&mut self) {
        self.add_target();
        if let Some(verb) = self.verb.take() {
            self.statements.add_operation(verb, true);
        }
        self.statements.end();
        self.outer.clear();
        self.deeper = 0;
        self.with.clear();
        self.frame = Frame::default();
        self.skips = Skips::Nothing;
    }

    fn add_target(&mut self) {
        if let Some(name) = self.target.take() {
            let is_with = self.with.iter().any(|with| with.eq_ignore_ascii_case(name));
            if !is_with {
                self.statements.add_target(name, self.is_table);
            }
        }
    }

    fn pass_word(&mut self, token: &Token<'_>) {
        self.add_target();
        let keyword = token.keyword();
        if let Some(verb) = self.verb {
            return self.look_for_object(verb, keyword);
        }
        if let Some(operation) = self.operation_of(keyword) {
            return self.begin_operation(operation);
        }
        if self.frame.next == Next::Operation {
            return self.pass_before_operation(token);
        }
        match keyword {
            "FROM" if self.frame.has_tables && !self.is_distinct => self.frame.expect_tables(),
            "JOIN" | "STRAIGHT_JOIN" if self.frame.has_tables => {
                self.frame.uses = false;
                self.frame.expect_tables();
            }
            "USING" if self.frame.uses => self.frame.expect_tables(),
            "ON" if self.frame.is_index => {
                self.is_table = true;
                self.frame.next = Next::Name;
                self.frame.is_index = false;
            }
            "AS" if self.frame.is_defining => self.frame.next = Next::Operation,
            "AS" | "ON" | "USING" => self.frame.next = Next::Nothing,
            _ if ends_tables(keyword) => self.frame.end_tables(),
            _ if self.frame.next == Next::Name && !is_between(keyword) => self.begin_target(token),
            _ => {}
        }
    }

    fn pass_name(&mut self, token: &Token<'_>) {
        self.add_target();
        match self.frame.next {
            Next::Name => self.begin_target(token),
            Next::Operation if self.frame.is_with => self.add_with(token),
            Next::Operation if self.frame.has_tables => self.begin_target(token),
            Next::Operation if self.verb.is_none() => self.frame.next = Next::Nothing,
            _ => {}
        }
    }

    fn begin_target(&mut self, token: &Token<'_>) {
        self.target.begin(token);
        self.frame.next = Next::Nothing;
    }

    fn operation_of(&self, keyword: &str) -> Option<Operation> {
        let begins = self.frame.next == Next::Operation;
        match keyword {
            "SELECT" => operation(keyword),
            "REPLACE" if begins && (self.frame.is_with || self.frame.is_prefixed) => {
                operation(keyword)
            }
            _ if begins && self.is_start() => operation(keyword),
            _ if begins => inner_operation(keyword),
            _ => None,
        }
    }

    /// Whether a statement begins here, and not only a query in it.
    fn is_start(&self) -> bool {
        self.outer.is_empty() && !self.frame.is_with && !self.frame.is_defining
    }

    fn begin_operation(&mut self, operation: Operation) {
        let is_main = self.outer.is_empty();
        if operation.form == Form::Object {
            self.verb = Some(operation.name);
            return;
        }
        self.statements.add_operation(operation.name, is_main);
        self.frame = self.frame.of_operation(operation.form);
        self.is_table = !matches!(operation.form, Form::Named);
        self.skips = match operation.form {
            Form::Plain | Form::Named | Form::Table => Skips::Statement,
            _ => Skips::Nothing,
        };
    }

    fn look_for_object(&mut self, verb: &'static str, keyword: &str) {
        let Some((name, object)) = on_object(verb, keyword) else {
            return;
        };
        self.verb = None;
        self.statements.add_operation(name, true);
        self.frame = self.frame.of_object(object, verb);
        self.is_table = object == Object::Table;
        self.skips = match object {
            Object::Table | Object::Index => Skips::Nothing,
            Object::Code if verb == "CREATE" => Skips::Text,
            Object::Code | Object::Named | Object::Nameless => Skips::Statement,
        };
    }

    fn pass_before_operation(&mut self, token: &Token<'_>) {
        match token.keyword() {
            "WITH" => self.frame.is_with = true,
            "RECURSIVE" | "AS" | "MATERIALIZED" | "NOT" => {}
            _ if self.frame.is_with => self.add_with(token),
            _ if self.frame.is_prefixed => {}
            "VALUES" => self.frame.end_tables(),
            _ if self.frame.has_tables => self.begin_target(token),
            _ => self.frame.next = Next::Nothing,
        }
    }

    fn add_with(&mut self, token: &Token<'_>) {
        if self.with.len() < MOST_NAMES {
            self.with.push(unquoted(token));
        }
    }

    fn pass_symbol(&mut self, token: &Token<'_>) {
        match token.text {
            "(" => self.open(),
            ")" => self.close(),
            "," => self.pass_comma(),
            _ if self.verb.is_some() => {}
            _ => {
                self.add_target();
                self.frame.next = Next::Nothing;
            }
        }
    }

    fn open(&mut self) {
        // A function gives the rows.
        if self.frame.is_list && self.frame.has_tables {
            self.target.drop();
        }
        self.add_target();
        if self.outer.len() >= DEEPEST {
            self.deeper += 1;
            return;
        }
        let inner = self.frame.inner();
        self.outer.push(std::mem::replace(&mut self.frame, inner));
    }

    fn close(&mut self) {
        self.add_target();
        if self.deeper > 0 {
            self.deeper -= 1;
        } else if let Some(outer) = self.outer.pop() {
            self.frame = outer;
            self.frame.close();
        }
    }
}

/// Words behind the tables of a query.
fn ends_tables(keyword: &str) -> bool {
    matches!(
        keyword,
        "WHERE"
            | "SET"
            | "VALUES"
            | "GROUP"
            | "ORDER"
            | "HAVING"
            | "LIMIT"
            | "WINDOW"
            | "RETURNING"
            | "OFFSET"
            | "FETCH"
            | "FOR"
            | "UNION"
            | "INTERSECT"
            | "EXCEPT"
            | "DEFAULT"
    )
}

/// Words between an operation and a name.
fn is_between(keyword: &str) -> bool {
    matches!(
        keyword,
        "INTO"
            | "FROM"
            | "ONLY"
            | "LATERAL"
            | "TABLE"
            | "TABLES"
            | "IF"
            | "NOT"
            | "EXISTS"
            | "IGNORE"
            | "OR"
            | "ROLLBACK"
            | "ABORT"
            | "FAIL"
            | "REPLACE"
            | "LOW_PRIORITY"
            | "HIGH_PRIORITY"
            | "DELAYED"
            | "QUICK"
            | "CONCURRENTLY"
            | "MATERIALIZED"
            | "VIEW"
            | "FULL"
            | "FREEZE"
            | "VERBOSE"
            | "ANALYZE"
            | "INDEX"
            | "SCHEMA"
            | "DATABASE"
    )
}
