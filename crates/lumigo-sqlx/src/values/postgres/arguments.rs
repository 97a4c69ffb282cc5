use super::decode::decode;
use super::types::type_names;
use super::{Value, ValueList};
use crate::values::debug_text::debug_text;
use sqlx_core::arguments::Arguments;
use sqlx_core::encode::{Encode, IsNull};
use sqlx_core::error::BoxDynError;
use sqlx_core::types::Type;
use sqlx_postgres::{PgArgumentBuffer, PgArguments, PgTypeInfo, PgValueFormat, Postgres};
use std::fmt;
use std::mem::take;

/// How much is read of what the arguments say about their types, in bytes; a type takes about 20.
const TYPES_LIMIT: usize = 1 << 18;

/// Lists the values of the arguments.
pub(super) fn list(arguments: &PgArguments, list: &mut ValueList) -> Option<()> {
    let mut copy = arguments.clone();
    let bytes = take_buffer(&mut copy)?;
    let (text, _) = debug_text(&copy, TYPES_LIMIT);
    let (types, are_all) = type_names(&text)?;
    if are_all != (types.len() == arguments.len()) {
        return None;
    }
    let mut rest = bytes.as_slice();
    for name in &types {
        if list.is_full() {
            return Some(());
        }
        let (value, after) = split_value(rest)?;
        let value = value.map(|value| decode(name, value, PgValueFormat::Binary));
        list.push(&value.unwrap_or(Value::Null));
        rest = after;
    }
    if !are_all {
        list.fill();
    }
    (rest.is_empty() || !are_all).then_some(())
}

/// The first value, which its length stands before, and what follows it. `None` in it is `NULL`.
fn split_value(bytes: &[u8]) -> Option<(Option<&[u8]>, &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    match i32::from_be_bytes(*length) {
        -1 => Some((None, rest)),
        length => {
            let (value, rest) = rest.split_at_checked(usize::try_from(length).ok()?)?;
            Some((Some(value), rest))
        }
    }
}

/// The encoded arguments, which only an argument on its way in gets to see. It takes them out, so that the
/// arguments say about nothing but their types.
fn take_buffer(arguments: &mut PgArguments) -> Option<Vec<u8>> {
    let mut taken = Vec::new();
    arguments.add(Taker(&mut taken)).err()?;
    // Where the length of the new argument was to stand.
    let length = taken.len().checked_sub(size_of::<i32>())?;
    taken.truncate(length);
    Some(taken)
}

struct Taker<'a>(&'a mut Vec<u8>);

impl Type<Postgres> for Taker<'_> {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("text")
    }
}

impl<'q> Encode<'q, Postgres> for Taker<'_> {
    fn encode(self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        *self.0 = take(buffer);
        Err(fmt::Error.into())
    }

    fn encode_by_ref(&self, _: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        Err(fmt::Error.into())
    }
}

#[cfg(test)]
mod tests;
