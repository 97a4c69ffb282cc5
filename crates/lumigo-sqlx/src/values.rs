//! The arguments of a query and the rows of its result as JSON.
//!
//! They are personal data: this runs for those who ask for it. What is written is bounded, and so is the
//! work; arguments and rows are only read.
#![cfg_attr(
    not(any(feature = "mysql", feature = "postgres", feature = "sqlite")),
    expect(dead_code, reason = "without a database there is nothing to show")
)]

#[cfg(any(feature = "mysql", feature = "postgres"))]
mod debug_list;
mod debug_text;
#[cfg(any(feature = "mysql", feature = "postgres"))]
mod iso;
mod json_text;
#[cfg(feature = "mysql")]
mod mysql;
mod parameter_names;
mod parameters;
#[cfg(feature = "postgres")]
mod postgres;
mod renames;
mod rows;
#[cfg(feature = "sqlite")]
mod sqlite;
mod value;
mod value_list;

pub(crate) use parameter_names::ParameterNames;
pub(crate) use parameters::parameters_text;
pub(crate) use rows::RowsText;

use json_text::JsonText;
use sqlx_core::database::Database;
use value::Value;
use value_list::ValueList;

/// What a secret is shown as, as everywhere.
const MASK: &str = r#""****""#;

/// A database whose arguments and rows can be shown.
pub trait Values: Database {
    /// Lists the arguments in order until the list is full. `None` when they cannot be read.
    fn list_arguments(arguments: &Self::Arguments, list: &mut ValueList) -> Option<()>;

    /// Writes what the row has in the column of this position.
    fn write_column(row: &Self::Row, column: usize, json: &mut JsonText);
}

#[cfg(test)]
mod tests;
