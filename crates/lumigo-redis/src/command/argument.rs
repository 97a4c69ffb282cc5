use lumigo_core::{ActiveCore, MaskingContext};
use redis::Arg;
use std::borrow::Cow;
use std::str::from_utf8;

/// What stands in the place of a key that is called a secret.
const MASK: &str = "****";

/// Longer ones are not shown, so that none costs more than this.
const LONGEST_KEY: usize = 256;

/// The bytes of an argument; the cursor of a scan has none yet.
pub(super) fn bytes<'a>(argument: &Arg<&'a [u8]>) -> Option<&'a [u8]> {
    match *argument {
        Arg::Simple(bytes) => Some(bytes),
        _ => None,
    }
}

/// A word or number that is known to be no value.
pub(super) fn word<'a>(argument: &Arg<&'a [u8]>) -> Option<&'a str> {
    from_utf8(bytes(argument)?).ok()
}

/// A key, or the name of something, as redis's shell would take it; masked where it is called a secret or has
/// one in a URL. `None` when it is no text or too long.
pub(crate) fn shown<'a>(core: &ActiveCore, argument: &Arg<&'a [u8]>) -> Option<Cow<'a, str>> {
    let bytes = bytes(argument).filter(|bytes| bytes.len() <= LONGEST_KEY)?;
    let key = from_utf8(bytes).ok()?;
    if core.is_secret(MaskingContext::General, key) {
        return Some(MASK.into());
    }
    let key = core.mask_urls(key);
    if key.is_empty() || key.contains(needs_quotes) {
        return Some(format!("\"{}\"", key.escape_debug()).into());
    }
    Some(key)
}

fn needs_quotes(one: char) -> bool {
    one.is_whitespace() || one.is_control() || matches!(one, '"' | '\'' | '\\')
}
