use std::fmt::{self, Debug, Write};

/// What `Debug` writes about something, and whether that is all: the writing stops when so many bytes are
/// written.
pub(super) fn debug_text(value: &impl Debug, limit: usize) -> (String, bool) {
    let text = String::new();
    let mut written = Bounded { text, limit };
    let is_whole = write!(written, "{value:?}").is_ok();
    (written.text, is_whole)
}

struct Bounded {
    text: String,
    limit: usize,
}

impl Write for Bounded {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = self.limit.saturating_sub(self.text.len());
        let end = text.floor_char_boundary(room);
        self.text.push_str(text.get(..end).unwrap_or_default());
        if end < text.len() {
            return Err(fmt::Error);
        }
        Ok(())
    }
}
