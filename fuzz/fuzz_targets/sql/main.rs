//! Queries of every dialect, whole and cut anywhere: nothing panics, all is bounded, and what is planted
//! as a literal does not show.
//!
//! The secret is planted as `§`, which stands nowhere else.

#![no_main]

use libfuzzer_sys::fuzz_target;
use lumigo_core::{Sql, SqlDialect};

const SECRET: &str = "§";
const LIMIT: usize = 256;
const DIALECTS: [SqlDialect; 3] = [
    SqlDialect::PostgreSql,
    SqlDialect::MySql,
    SqlDialect::Sqlite,
];
/// Literals and comments of every dialect, with a secret.
const LITERALS: &[&str] = &["'§'", "'a''§'", "x'§'", " -- §\n", "/*§*/", "'\"§`'"];

fuzz_target!(|input: (u8, u8, &str, &str)| {
    let (dialect, literal, before, after) = input;
    let dialect = DIALECTS[usize::from(dialect) % DIALECTS.len()];
    read(dialect, before);
    if before.contains(SECRET) || after.contains(SECRET) || may_quote(before) {
        return;
    }
    let literal = LITERALS[usize::from(literal) % LITERALS.len()];
    let query = format!("{before} {literal}{after}");
    let shown = format!("{:?}", read(dialect, &query));
    assert!(!shown.contains(SECRET), "{dialect:?} {query:?}: {shown}");
});

fn read(dialect: SqlDialect, query: &str) -> Sql {
    let sql = Sql::read(dialect, query, LIMIT);
    assert!(sql.text().as_str().chars().count() <= LIMIT);
    assert!(sql.summary().as_str().chars().count() <= 255);
    sql
}

/// Whether what follows may be outside of its quotes.
fn may_quote(before: &str) -> bool {
    before.contains(['\'', '"', '`', '[', '$', '\\', '/', '-', '#'])
}
