//! The program under test, in an environment without variables.

use std::process::{Command, Output};

pub(crate) fn quickstart(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quickstart"));
    command.env_clear().args(arguments);
    command
}

/// Runs it to its end, which must be a success.
pub(crate) fn run(mut command: Command) -> Output {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    output
}

pub(crate) fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}
