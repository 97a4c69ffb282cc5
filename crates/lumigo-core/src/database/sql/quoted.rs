//! Where literals, names in quotes and comments end.

use super::SqlDialect;
use memchr::{memchr, memchr2, memmem};

/// Where something ends that has begun, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    At(usize),
    /// The text ends before.
    Open,
    /// It depends on settings of the database.
    Doubtful,
}

impl From<Option<usize>> for End {
    fn from(end: Option<usize>) -> Self {
        end.map_or(Self::Open, Self::At)
    }
}

/// The end of a string, of which `text` is what comes behind its first quote. Where a setting of the
/// server decides whether a backslash hides a quote, and that makes a difference, it is doubtful.
pub(super) fn string_end(dialect: SqlDialect, text: &[u8], quote: u8, has_escapes: bool) -> End {
    if has_escapes {
        return escaped_end(text, quote).into();
    }
    let plain = plain_end(text, quote);
    let string = text.get(..plain.unwrap_or(text.len()));
    if dialect == SqlDialect::Sqlite || memchr(b'\\', string.unwrap_or_default()).is_none() {
        return plain.into();
    }
    if plain == escaped_end(text, quote) {
        plain.into()
    } else {
        End::Doubtful
    }
}

/// Two quotes are a quote inside.
pub(super) fn plain_end(text: &[u8], quote: u8) -> Option<usize> {
    let mut from = 0;
    loop {
        let end = from + memchr(quote, text.get(from..)?)? + 1;
        if text.get(end) != Some(&quote) {
            return Some(end);
        }
        from = end + 1;
    }
}

/// A backslash hides a quote as well.
fn escaped_end(text: &[u8], quote: u8) -> Option<usize> {
    let mut from = 0;
    loop {
        let place = from + memchr2(quote, b'\\', text.get(from..)?)?;
        let is_quote = text.get(place) == Some(&quote);
        if is_quote && text.get(place + 1) != Some(&quote) {
            return Some(place + 1);
        }
        from = place + 2;
    }
}

/// The end of a string in dollars of PostgreSQL, which begins where `text` does; `None` if there is none.
pub(super) fn dollar_end(text: &[u8]) -> Option<End> {
    let behind = text.get(1..)?;
    let length = behind
        .iter()
        .position(|byte| *byte == b'$' || !is_word(*byte))?;
    let begins_as_name = !behind.first()?.is_ascii_digit();
    if behind.get(length) != Some(&b'$') || !begins_as_name {
        return None;
    }
    let (tag, string) = text.split_at_checked(length + 2)?;
    let end = memmem::find(string, tag).map(|start| start + 2 * tag.len());
    Some(end.into())
}

/// The end of a comment, of which `text` is what comes behind its `/*`.
pub(super) fn comment_end(dialect: SqlDialect, text: &[u8]) -> End {
    if dialect == SqlDialect::PostgreSql {
        return nested_comment_end(text).into();
    }
    let Some(end) = memmem::find(text, b"*/") else {
        return End::Open;
    };
    let is_code =
        dialect == SqlDialect::MySql && (text.starts_with(b"!") || text.starts_with(b"M!"));
    let inside = text.get(..end).unwrap_or_default();
    let has_string = || memchr2(b'\'', b'"', inside).is_some();
    let is_hint = dialect == SqlDialect::MySql && text.starts_with(b"+");
    // To a server that executes it the end may be inside of a string or of a comment.
    if is_code && has_any_start(inside) || is_hint && has_string() {
        return End::Doubtful;
    }
    End::At(end + 2)
}

fn has_any_start(code: &[u8]) -> bool {
    let starts_something = |byte: &u8| matches!(byte, b'\'' | b'"' | b'`' | b'#');
    code.iter().any(starts_something)
        || memmem::find(code, b"--").is_some()
        || memmem::find(code, b"/*").is_some()
}

fn nested_comment_end(text: &[u8]) -> Option<usize> {
    let mut depth = 1_usize;
    let mut from = 0;
    loop {
        let place = from + memchr2(b'*', b'/', text.get(from..)?)?;
        match text.get(place..place + 2)? {
            b"*/" => depth -= 1,
            b"/*" => depth += 1,
            _ => {
                from = place + 1;
                continue;
            }
        }
        from = place + 2;
        if depth == 0 {
            return Some(from);
        }
    }
}

/// Whether a name without quotes may have it.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || !byte.is_ascii()
}
