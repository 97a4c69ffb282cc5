use super::literal::read_value;
use super::{Value, ValueList};
use crate::values::debug_text::debug_text;
use sqlx_core::arguments::Arguments;
use sqlx_sqlite::SqliteArguments;

/// How much is read of arguments that take little room, such as bytes, of which only the length is shown.
const LEAST_LIMIT: usize = 1 << 16;

/// How many bytes `Debug` takes for a character at most: `\u{10ffff}`.
const LONGEST_ESCAPE: usize = 10;

/// Lists the values of the arguments. Nothing but `Debug` tells them.
pub(super) fn list(arguments: &SqliteArguments, list: &mut ValueList) -> Option<()> {
    let limit = list.room().saturating_mul(LONGEST_ESCAPE);
    let (text, is_whole) = debug_text(arguments, limit.saturating_add(LEAST_LIMIT));
    let mut rest = text.strip_prefix("SqliteArguments { values: SqliteArgumentsBuffer([")?;
    for position in 0..arguments.len() {
        if position > 0 {
            rest = rest.strip_prefix(", ").unwrap_or_default();
        }
        if list.is_full() {
            return Some(());
        }
        match read_value(rest, list.room()) {
            Some((value, after)) => {
                list.push(&value);
                rest = after;
            }
            None if is_whole => return None,
            None => {
                if rest.starts_with("Blob(") {
                    list.push(&Value::Other("BLOB".into()));
                }
                list.fill();
                return Some(());
            }
        }
    }
    (list.is_full() || rest == "]) }").then_some(())
}

#[cfg(test)]
mod tests;
