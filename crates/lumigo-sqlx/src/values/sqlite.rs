//! Values of SQLite.

mod arguments;
mod literal;

use super::{JsonText, Value, ValueList, Values};
use sqlx_core::decode::Decode;
use sqlx_core::row::Row;
use sqlx_core::type_info::TypeInfo;
use sqlx_core::value::{Value as _, ValueRef};
use sqlx_sqlite::{Sqlite, SqliteArguments, SqliteRow, SqliteValueRef};

impl Values for Sqlite {
    fn list_arguments(arguments: &SqliteArguments, list: &mut ValueList) -> Option<()> {
        arguments::list(arguments, list)
    }

    fn write_column(row: &SqliteRow, column: usize, json: &mut JsonText) {
        let Ok(value) = row.try_get_raw(column) else {
            return Value::Other("?".into()).write(json);
        };
        if value.is_null() {
            return Value::Null.write(json);
        }
        write(value, json);
    }
}

fn write(value: SqliteValueRef<'_>, json: &mut JsonText) {
    let info = value.type_info().into_owned();
    // To read a value as text or bytes changes what it can be read as afterwards: a copy is read.
    let Ok(copy) = value.try_to_owned() else {
        return Value::Other(info.name().into()).write(json);
    };
    let copy = copy.as_ref();
    let shown = match info.name() {
        "INTEGER" => decoded(copy).map(Value::integer::<i64>),
        "REAL" => decoded(copy).map(Value::float::<f64>),
        "TEXT" => decoded(copy).map(Value::text),
        "BLOB" => decoded(copy).map(|bytes: &[u8]| Value::Bytes(bytes.len())),
        _ => None,
    };
    shown
        .unwrap_or_else(|| Value::Other(info.name().into()))
        .write(json);
}

fn decoded<'r, T: Decode<'r, Sqlite>>(value: SqliteValueRef<'r>) -> Option<T> {
    T::decode(value).ok()
}
