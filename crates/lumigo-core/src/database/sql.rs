//! What the text of a query tells, without a database: the query without its literals, and what it does
//! with what.

mod dialect;
mod frame;
mod lexer;
mod lists;
mod name_places;
mod operations;
mod parameters;
mod quoted;
mod settings;
mod statements;
mod summary;
mod target;
mod texts;
mod token;
mod tokens;
mod writer;

use super::names::known;
pub use dialect::SqlDialect;
use opentelemetry::StringValue;
use parameters::{ParameterNames, Parameters};
use std::borrow::Cow;
use std::sync::Arc;
use summary::Summary;
pub use texts::SqlTexts;
use tokens::Tokens;
use writer::Writer;

/// What the text of a query tells.
///
/// It is read, not parsed: a text that no database takes is read as well. Where the settings of a server
/// decide what is a literal, what may be one does not show.
///
/// ```
/// use lumigo_core::{Sql, SqlDialect};
///
/// let text = "insert into users (name, password) values ($1, 'hunter2') -- mine";
/// let sql = Sql::read(SqlDialect::PostgreSql, text, 2048);
/// assert_eq!(sql.text().as_str(), "insert into users (name, password) values ($1, ?)");
/// assert_eq!(sql.summary().as_str(), "INSERT users");
/// assert_eq!(sql.operation(), Some("INSERT"));
/// assert_eq!(sql.collection().map(|name| name.as_str()), Some("users"));
/// assert_eq!(sql.parameter_name(0), Some("name"));
/// ```
#[derive(Clone, Debug)]
pub struct Sql {
    text: StringValue,
    summary: StringValue,
    span_name: Option<Cow<'static, str>>,
    operation: Option<&'static str>,
    reads: bool,
    writes_rows: bool,
    collection: Option<StringValue>,
    parameters: ParameterNames,
    is_whole: bool,
    shows_unnamed: bool,
}

impl Sql {
    /// Reads a text; of the sanitised text no more than `limit` characters are kept.
    pub fn read(dialect: SqlDialect, text: &str, limit: usize) -> Self {
        match Self::try_read(dialect, text, limit) {
            Ok(sql) => sql,
            // What seemed to be outside of quotes may be inside from the first quote on.
            Err(first_quote) => {
                let beginning = text.get(..first_quote).unwrap_or_default();
                Self::read_tokens(
                    &mut Tokens::of_beginning(dialect, beginning),
                    dialect,
                    limit,
                )
            }
        }
    }

    fn try_read(dialect: SqlDialect, text: &str, limit: usize) -> Result<Self, usize> {
        let mut tokens = Tokens::new(dialect, text);
        let sql = Self::read_tokens(&mut tokens, dialect, limit);
        tokens.broken().map_or(Ok(sql), Err)
    }

    fn read_tokens(tokens: &mut Tokens<'_>, dialect: SqlDialect, limit: usize) -> Self {
        let mut writer = Writer::new(limit);
        let mut summary = Summary::default();
        let mut parameters = Parameters::new(dialect);
        for token in &mut *tokens {
            writer.pass(&token);
            summary.pass(&token);
            parameters.pass(&token);
        }
        let summary = summary.finish();
        let (parameters, are_columns_told) = parameters.finish();
        let is_read = tokens.are_whole();
        Self {
            is_whole: is_read && !writer.is_full(),
            shows_unnamed: is_read && are_columns_told && summary.operation.is_some_and(uses_rows),
            text: shared(&writer.finish()),
            span_name: Some(&*summary.text)
                .filter(|text| !text.is_empty())
                .map(|text| known([text])),
            summary: shared(&summary.text),
            operation: summary.operation,
            reads: summary.operation.is_some_and(reads),
            writes_rows: writes_rows(summary.operation, dialect),
            collection: summary.collection.as_deref().map(shared),
            // What comes later may tell another name.
            parameters: if is_read {
                parameters
            } else {
                ParameterNames::default()
            },
        }
    }

    /// The query with `?` in the place of each literal, without comments, white space as one space, lists
    /// of values and rows cut to one. For `db.query.text`.
    pub fn text(&self) -> &StringValue {
        &self.text
    }

    /// What the query does, and with what, in the order of the text: `INSERT orders SELECT customers`. At
    /// most 255 characters; empty if the text begins with no statement that is known. For
    /// `db.query.summary`, and the name of the span.
    pub fn summary(&self) -> &StringValue {
        &self.summary
    }

    /// The summary as a name, whose copies cost nothing where there are few different ones.
    pub fn span_name(&self) -> Option<Cow<'static, str>> {
        self.span_name.clone()
    }

    /// What the query does, in upper case: `SELECT`, `CREATE TABLE`. A text of several statements has none
    /// unless all do the same. For `db.operation.name`.
    pub fn operation(&self) -> Option<&'static str> {
        self.operation
    }

    /// Whether it only asks.
    pub fn reads(&self) -> bool {
        self.reads
    }

    /// Whether the count of affected rows that comes back is that of rows it has changed.
    pub fn writes_rows(&self) -> bool {
        self.writes_rows
    }

    /// The table or view, as in the text but without quotes, if there is one only. For
    /// `db.collection.name`.
    pub fn collection(&self) -> Option<&StringValue> {
        self.collection.as_ref()
    }

    /// Whether [`text`](Self::text) has all of the query: none was cut, nor taken for a literal as nobody
    /// can tell what it is.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// The column that a parameter belongs to, where the text leaves no doubt: `email` for the first one of
    /// `where email = $1`, none for `where lower(email) = lower($1)` and for one that has several. Counted
    /// from 0, as parameters are bound.
    pub fn parameter_name(&self, index: usize) -> Option<&str> {
        self.parameters.get(index)
    }

    /// Whether a parameter without a name may show, provided that nothing in the text has the name of a
    /// secret: the query was read to the end, works with rows, and names the columns it inserts into.
    pub fn shows_unnamed(&self) -> bool {
        self.shows_unnamed
    }
}

fn uses_rows(operation: &str) -> bool {
    matches!(
        operation,
        "SELECT" | "INSERT" | "UPDATE" | "DELETE" | "REPLACE" | "MERGE"
    )
}

fn reads(operation: &str) -> bool {
    const READING: [&str; 7] = [
        "SELECT", "VALUES", "TABLE", "SHOW", "EXPLAIN", "DESCRIBE", "PRAGMA",
    ];
    READING.contains(&operation)
}

/// Some servers count the rows that are read too, and SQLite says the last count again where nothing is changed.
fn writes_rows(operation: Option<&str>, dialect: SqlDialect) -> bool {
    const WRITING: [&str; 5] = ["INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE"];
    match operation {
        Some(operation) => WRITING.contains(&operation),
        None => dialect != SqlDialect::Sqlite,
    }
}

fn shared(text: &str) -> StringValue {
    Arc::<str>::from(text).into()
}

#[cfg(test)]
mod tests;
