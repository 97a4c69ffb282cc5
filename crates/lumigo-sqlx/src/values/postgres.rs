//! Values of PostgreSQL.

mod arguments;
mod decode;
mod numeric;
mod types;

use super::{JsonText, Value, ValueList, Values};
use decode::decode;
use sqlx_core::row::Row;
use sqlx_core::type_info::TypeInfo;
use sqlx_core::value::ValueRef;
use sqlx_postgres::{PgArguments, PgRow, PgTypeKind, Postgres};

impl Values for Postgres {
    fn list_arguments(arguments: &PgArguments, list: &mut ValueList) -> Option<()> {
        arguments::list(arguments, list)
    }

    fn write_column(row: &PgRow, column: usize, json: &mut JsonText) {
        let Ok(value) = row.try_get_raw(column) else {
            return Value::Other("?".into()).write(json);
        };
        let Ok(bytes) = value.as_bytes() else {
            return Value::Null.write(json);
        };
        let info = value.type_info();
        if matches!(info.kind(), PgTypeKind::Enum(_)) {
            return Value::text(bytes).write(json);
        }
        decode(info.name(), bytes, value.format()).write(json);
    }
}
