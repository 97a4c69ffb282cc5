use super::argument::bytes;
use redis::{Arg, Cmd};
use std::str::from_utf8;

/// The longest of redis and its modules has some twenty.
const LONGEST_NAME: usize = 32;

/// What a command is called, as the application writes it; `None` when that cannot be the name of one.
pub(crate) fn name(command: &Cmd) -> Option<&str> {
    of(&command.args_iter().next()?)
}

/// The same of its first argument.
pub(super) fn of<'a>(argument: &Arg<&'a [u8]>) -> Option<&'a str> {
    let bytes = bytes(argument).filter(|bytes| bytes.len() <= LONGEST_NAME)?;
    let belongs = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
    let begins = bytes.first().is_some_and(u8::is_ascii_alphabetic);
    (begins && bytes.iter().all(belongs))
        .then(|| from_utf8(bytes).ok())
        .flatten()
}
