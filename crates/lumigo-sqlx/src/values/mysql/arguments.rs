use super::kind::Kind;
use super::temporal;
use super::{Value, ValueList};
use crate::values::debug_list::DebugList;
use crate::values::debug_text::debug_text;
use sqlx_core::arguments::Arguments;
use sqlx_core::encode::{Encode, IsNull};
use sqlx_core::error::BoxDynError;
use sqlx_core::types::Type;
use sqlx_mysql::{MySql, MySqlArguments, MySqlTypeInfo};
use std::fmt;
use std::mem::take;

/// How much is read of what the arguments say about their types, in bytes; a type takes about 100.
const TYPES_LIMIT: usize = 1 << 20;

/// Lists the values of the arguments.
pub(super) fn list(arguments: &MySqlArguments, list: &mut ValueList) -> Option<()> {
    let mut copy = arguments.clone();
    let bytes = take_values(&mut copy)?;
    let (text, _) = debug_text(&copy, TYPES_LIMIT);
    let types = text.strip_prefix("MySqlArguments { values: [], types: [")?;
    let types = DebugList::read(types)?;
    let nulls = Nulls::read(types.after?)?;
    if types.items.len() != arguments.len() {
        return None;
    }
    let mut rest = bytes.as_slice();
    for (position, info) in types.items.into_iter().enumerate() {
        if list.is_full() {
            return Some(());
        }
        if nulls.has(position)? {
            list.push(&Value::Null);
            continue;
        }
        let (value, after) = split_value(&Kind::read(info)?, rest)?;
        list.push(&value);
        rest = after;
    }
    rest.is_empty().then_some(())
}

/// The first value, and what follows it.
fn split_value<'a>(kind: &Kind<'_>, bytes: &'a [u8]) -> Option<(Value<'a>, &'a [u8])> {
    Some(match (kind.name, kind.is_unsigned) {
        ("Tiny", _) if kind.is_bool => map(bytes, |[byte]| Value::Bool(byte != 0))?,
        ("Tiny", true) => map(bytes, |b| Value::integer(u8::from_le_bytes(b)))?,
        ("Tiny", false) => map(bytes, |b| Value::integer(i8::from_le_bytes(b)))?,
        ("Short" | "Year", true) => map(bytes, |b| Value::integer(u16::from_le_bytes(b)))?,
        ("Short" | "Year", false) => map(bytes, |b| Value::integer(i16::from_le_bytes(b)))?,
        ("Long" | "Int24", true) => map(bytes, |b| Value::integer(u32::from_le_bytes(b)))?,
        ("Long" | "Int24", false) => map(bytes, |b| Value::integer(i32::from_le_bytes(b)))?,
        ("LongLong", true) => map(bytes, |b| Value::integer(u64::from_le_bytes(b)))?,
        ("LongLong", false) => map(bytes, |b| Value::integer(i64::from_le_bytes(b)))?,
        ("Float", _) => map(bytes, |b| Value::float(f32::from_le_bytes(b)))?,
        ("Double", _) => map(bytes, |b| Value::float(f64::from_le_bytes(b)))?,
        ("Null", _) => (Value::Null, bytes),
        ("Date" | "Datetime" | "Timestamp" | "Time", _) => {
            let (value, rest) = split_prefixed(bytes)?;
            (temporal_value(kind.name, value), rest)
        }
        _ => {
            let (value, rest) = split_prefixed(bytes)?;
            (prefixed_value(kind, value), rest)
        }
    })
}

fn map<const N: usize>(
    bytes: &[u8],
    value: impl FnOnce([u8; N]) -> Value<'static>,
) -> Option<(Value<'static>, &[u8])> {
    let (first, rest) = bytes.split_first_chunk()?;
    Some((value(*first), rest))
}

/// The bytes that their length stands before, and what follows them.
fn split_prefixed(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (first, rest) = bytes.split_first()?;
    let width = match first {
        0..=0xfa => return rest.split_at_checked((*first).into()),
        0xfc => 2,
        0xfd => 3,
        0xfe => 8,
        _ => return None,
    };
    let (length, rest) = rest.split_at_checked(width)?;
    let byte = |length: u64, byte: &u8| length << 8 | u64::from(*byte);
    let length = length.iter().rev().fold(0, byte);
    rest.split_at_checked(usize::try_from(length).ok()?)
}

fn temporal_value(name: &str, bytes: &[u8]) -> Value<'static> {
    let text = match name {
        "Time" => temporal::time(bytes),
        "Date" => temporal::date(bytes),
        _ => temporal::date_time(bytes),
    };
    text.map_or_else(
        || Value::Other(name.to_uppercase().into()),
        Value::owned_text,
    )
}

fn prefixed_value<'a>(kind: &Kind<'_>, bytes: &'a [u8]) -> Value<'a> {
    match kind.name {
        // What the driver sends JSON as.
        "String" if kind.is_binary => Value::Json(bytes),
        "Json" => Value::Json(bytes),
        "Decimal" | "NewDecimal" | "Enum" | "Set" => Value::text(bytes),
        "VarChar" | "VarString" | "String" if !kind.is_binary => Value::text(bytes),
        "TinyBlob" | "Blob" | "MediumBlob" | "LongBlob" if !kind.is_binary => Value::text(bytes),
        _ => Value::Bytes(bytes.len()),
    }
}

/// Which arguments are `NULL`, one bit each.
struct Nulls(Vec<u8>);

impl Nulls {
    fn read(text: &str) -> Option<Self> {
        let bytes = text.strip_prefix(", null_bitmap: NullBitMap { bytes: [")?;
        let bytes = DebugList::read(bytes)?;
        bytes.after?;
        let bytes: Result<_, _> = bytes.items.into_iter().map(str::parse).collect();
        bytes.ok().map(Self)
    }

    fn has(&self, position: usize) -> Option<bool> {
        let byte = self.0.get(position / 8)?;
        Some(byte >> (position % 8) & 1 == 1)
    }
}

/// The encoded arguments, which only an argument on its way in gets to see. It takes them out, so that the
/// arguments say about nothing but their types.
fn take_values(arguments: &mut MySqlArguments) -> Option<Vec<u8>> {
    let mut taken = Vec::new();
    arguments.add(Taker(&mut taken)).err()?;
    Some(taken)
}

struct Taker<'a>(&'a mut Vec<u8>);

impl Type<MySql> for Taker<'_> {
    fn type_info() -> MySqlTypeInfo {
        <str as Type<MySql>>::type_info()
    }
}

impl<'q> Encode<'q, MySql> for Taker<'_> {
    fn encode(self, buffer: &mut Vec<u8>) -> Result<IsNull, BoxDynError> {
        *self.0 = take(buffer);
        Err(fmt::Error.into())
    }

    fn encode_by_ref(&self, _: &mut Vec<u8>) -> Result<IsNull, BoxDynError> {
        Err(fmt::Error.into())
    }
}

#[cfg(test)]
mod tests;
