use super::temporal;
use crate::values::{JsonText, Value};
use sqlx_core::decode::Decode;
use sqlx_core::row::Row;
use sqlx_core::type_info::TypeInfo;
use sqlx_core::types::Type;
use sqlx_core::value::ValueRef;
use sqlx_mysql::{MySql, MySqlRow, MySqlTypeInfo, MySqlValueRef};

/// Writes what a row has in a column.
pub(super) fn write(row: &MySqlRow, column: usize, json: &mut JsonText) {
    let Ok(value) = row.try_get_raw(column) else {
        return Value::Other("?".into()).write(json);
    };
    if value.is_null() {
        return Value::Null.write(json);
    }
    let info = value.type_info().into_owned();
    let shown = shown(&info, value);
    shown
        .unwrap_or_else(|| Value::Other(info.name().into()))
        .write(json);
}

fn shown<'r>(info: &MySqlTypeInfo, value: MySqlValueRef<'r>) -> Option<Value<'r>> {
    Some(match info.name() {
        "BOOLEAN" => match decoded::<i64>(value)? {
            0 => Value::Bool(false),
            1 => Value::Bool(true),
            other => Value::integer(other),
        },
        "TINYINT" | "SMALLINT" | "MEDIUMINT" | "INT" | "BIGINT" => {
            Value::integer(decoded::<i64>(value)?)
        }
        "TINYINT UNSIGNED" | "SMALLINT UNSIGNED" | "MEDIUMINT UNSIGNED" | "INT UNSIGNED"
        | "BIGINT UNSIGNED" | "YEAR" | "BIT" => Value::integer(decoded::<u64>(value)?),
        "FLOAT" => Value::float(decoded::<f32>(value)?),
        "DOUBLE" => Value::float(decoded::<f64>(value)?),
        "DATE" => temporal_value(decoded(value)?, temporal::date)?,
        "DATETIME" | "TIMESTAMP" => temporal_value(decoded(value)?, temporal::date_time)?,
        "TIME" => temporal_value(decoded(value)?, temporal::time)?,
        "DECIMAL" | "ENUM" | "SET" => Value::text(decoded(value)?),
        "JSON" => Value::Json(decoded(value)?),
        "GEOMETRY" => return None,
        // Names tell text from bytes but for text of a binary collation.
        _ if <str as Type<MySql>>::compatible(info) => Value::text(decoded(value)?),
        _ => Value::Bytes(decoded::<&[u8]>(value)?.len()),
    })
}

/// In either format, whatever the type.
fn decoded<'r, T: Decode<'r, MySql>>(value: MySqlValueRef<'r>) -> Option<T> {
    T::decode(value).ok()
}

/// The format, which is not told, shows in the first byte: that of a text, or a length, which is less.
fn temporal_value(
    bytes: &[u8],
    binary: impl Fn(&[u8]) -> Option<String>,
) -> Option<Value<'static>> {
    let text = match bytes.split_first()? {
        (b'0'..=b'9' | b'-', _) => str::from_utf8(bytes).ok()?.replacen(' ', "T", 1),
        (_, value) => binary(value)?,
    };
    Some(Value::owned_text(text))
}
