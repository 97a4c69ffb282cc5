use super::numeric::numeric;
use crate::values::{Value, iso};
use sqlx_postgres::PgValueFormat;

/// What these bytes of this type say. What is of another type or is no value of it shows as its type.
pub(super) fn decode<'a>(name: &'a str, bytes: &'a [u8], format: PgValueFormat) -> Value<'a> {
    let value = match format {
        PgValueFormat::Binary => binary(name, bytes),
        PgValueFormat::Text => text(name, bytes),
    };
    value.unwrap_or_else(|| Value::Other(name.into()))
}

fn binary<'a>(name: &str, bytes: &'a [u8]) -> Option<Value<'a>> {
    Some(match name {
        "BOOL" => Value::Bool(u8::from_be_bytes(exactly(bytes)?) != 0),
        "\"CHAR\"" => character(bytes)?,
        "INT2" => Value::integer(i16::from_be_bytes(exactly(bytes)?)),
        "INT4" => Value::integer(i32::from_be_bytes(exactly(bytes)?)),
        "INT8" => Value::integer(i64::from_be_bytes(exactly(bytes)?)),
        "OID" => Value::integer(u32::from_be_bytes(exactly(bytes)?)),
        "FLOAT4" => Value::float(f32::from_be_bytes(exactly(bytes)?)),
        "FLOAT8" => Value::float(f64::from_be_bytes(exactly(bytes)?)),
        "NUMERIC" => Value::owned_text(numeric(bytes)?),
        "UUID" => Value::owned_text(uuid(exactly(bytes)?)),
        "DATE" => Value::owned_text(date(i32::from_be_bytes(exactly(bytes)?))?),
        "TIME" => Value::owned_text(iso::time_of_day(i64::from_be_bytes(exactly(bytes)?))?),
        "TIMESTAMP" => Value::owned_text(moment(i64::from_be_bytes(exactly(bytes)?), "")?),
        "TIMESTAMPTZ" => Value::owned_text(moment(i64::from_be_bytes(exactly(bytes)?), "Z")?),
        "BYTEA" => Value::Bytes(bytes.len()),
        "JSON" => Value::Json(bytes),
        // Its version.
        "JSONB" => Value::Json(bytes.strip_prefix(&[1])?),
        name if is_text(name) => Value::text(bytes),
        _ => return None,
    })
}

fn text<'a>(name: &str, bytes: &'a [u8]) -> Option<Value<'a>> {
    Some(match name {
        "BOOL" => Value::Bool(bytes == b"t"),
        "INT2" | "INT4" | "INT8" | "OID" => Value::integer(parse::<i64>(bytes)?),
        "FLOAT4" => Value::float(parse::<f32>(bytes)?),
        "FLOAT8" => Value::float(parse::<f64>(bytes)?),
        "TIMESTAMP" | "TIMESTAMPTZ" => Value::owned_text(iso_text(bytes)?),
        // Two digits each.
        "BYTEA" => Value::Bytes(bytes.strip_prefix(b"\\x")?.len() / 2),
        "JSON" | "JSONB" => Value::Json(bytes),
        "NUMERIC" | "UUID" | "DATE" | "TIME" | "\"CHAR\"" => Value::text(bytes),
        name if is_text(name) => Value::text(bytes),
        _ => return None,
    })
}

fn is_text(name: &str) -> bool {
    let names = ["TEXT", "VARCHAR", "CHAR", "BPCHAR", "NAME", "UNKNOWN"];
    names.contains(&name) || name.eq_ignore_ascii_case("citext")
}

fn exactly<const N: usize>(bytes: &[u8]) -> Option<[u8; N]> {
    bytes.try_into().ok()
}

fn parse<T: std::str::FromStr>(bytes: &[u8]) -> Option<T> {
    str::from_utf8(bytes).ok()?.parse().ok()
}

/// A letter mostly, though Rust's `i8` comes as this type.
fn character(byte: &[u8]) -> Option<Value<'_>> {
    Some(match exactly(byte)? {
        [0x20..=0x7e] => Value::text(byte),
        byte => Value::integer(i8::from_be_bytes(byte)),
    })
}

fn uuid(bytes: [u8; 16]) -> String {
    let digits = format!("{:032x}", u128::from_be_bytes(bytes));
    let (mut dashed, mut rest) = (String::new(), digits.as_str());
    for length in [8, 4, 4, 4] {
        let (part, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        dashed.push_str(part);
        dashed.push('-');
        rest = after;
    }
    dashed + rest
}

fn date(days: i32) -> Option<String> {
    match days {
        i32::MAX => Some("infinity".to_owned()),
        i32::MIN => Some("-infinity".to_owned()),
        days => iso::date(days),
    }
}

fn moment(microseconds: i64, zone: &str) -> Option<String> {
    match microseconds {
        i64::MAX => Some("infinity".to_owned()),
        i64::MIN => Some("-infinity".to_owned()),
        microseconds => Some(iso::moment(microseconds)? + zone),
    }
}

/// `2024-01-02 03:04:05+00` as it is in the other format.
fn iso_text(bytes: &[u8]) -> Option<String> {
    let text = str::from_utf8(bytes).ok()?.replacen(' ', "T", 1);
    Some(match text.strip_suffix("+00") {
        Some(text) => format!("{text}Z"),
        None => text,
    })
}

#[cfg(test)]
mod tests;
