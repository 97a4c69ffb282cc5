use super::Answer;
use std::io::Write;

/// Writes lines to standard output. What cannot be written now never can.
pub(crate) fn print(lines: &[u8]) -> Answer {
    let mut out = std::io::stdout().lock();
    match out.write_all(lines).and_then(|()| out.flush()) {
        Ok(()) => Answer::Accepted,
        Err(error) => Answer::Refused(error.kind().to_string()),
    }
}
