//! What every database has in common.

mod sql;

pub use sql::{Sql, SqlDialect, SqlTexts};
