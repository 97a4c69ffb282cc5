//! Values of MySQL and MariaDB.

mod arguments;
mod columns;
mod kind;
mod temporal;

use super::{JsonText, Value, ValueList, Values};
use sqlx_mysql::{MySql, MySqlArguments, MySqlRow};

impl Values for MySql {
    fn list_arguments(arguments: &MySqlArguments, list: &mut ValueList) -> Option<()> {
        arguments::list(arguments, list)
    }

    fn write_column(row: &MySqlRow, column: usize, json: &mut JsonText) {
        columns::write(row, column, json);
    }
}
