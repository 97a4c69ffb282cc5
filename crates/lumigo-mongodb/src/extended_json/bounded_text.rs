use std::fmt::{self, Write};

/// No more is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Full;

/// A text of JSON up to a number of characters.
#[derive(Debug)]
pub(super) struct BoundedText {
    text: String,
    /// How many characters may follow.
    room: usize,
}

impl BoundedText {
    pub(super) fn new(length: usize) -> Self {
        Self {
            text: String::new(),
            room: length,
        }
    }

    pub(super) fn into_string(self) -> String {
        self.text
    }

    /// Appends a piece, or what there is room for.
    pub(super) fn push(&mut self, piece: &str) -> Result<(), Full> {
        let fitting = start(piece, self.room);
        self.text.push_str(fitting);
        self.room = self.room.saturating_sub(fitting.chars().count());
        if fitting.len() < piece.len() {
            return Err(Full);
        }
        Ok(())
    }

    pub(super) fn push_display(&mut self, value: impl fmt::Display) -> Result<(), Full> {
        write!(self, "{value}").map_err(|fmt::Error| Full)
    }

    pub(super) fn push_string(&mut self, content: &str) -> Result<(), Full> {
        self.push("\"")?;
        self.push_escaped(content)?;
        self.push("\"")
    }

    /// Appends a part of a string's content.
    pub(super) fn push_escaped(&mut self, content: &str) -> Result<(), Full> {
        // One more than fits, so that it is known that something is missing.
        let mut rest = start(content, self.room.saturating_add(1));
        while let Some(at) = rest.bytes().position(must_be_escaped) {
            let (plain, special) = rest.split_at_checked(at).unwrap_or_default();
            self.push(plain)?;
            let mut characters = special.chars();
            if let Some(character) = characters.next() {
                self.push_escape(character)?;
            }
            rest = characters.as_str();
        }
        self.push(rest)
    }

    fn push_escape(&mut self, character: char) -> Result<(), Full> {
        match character {
            '"' => self.push("\\\""),
            '\\' => self.push("\\\\"),
            '\n' => self.push("\\n"),
            '\r' => self.push("\\r"),
            '\t' => self.push("\\t"),
            other => self.push_display(format_args!("\\u{:04x}", u32::from(other))),
        }
    }
}

impl Write for BoundedText {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        self.push(piece).map_err(|Full| fmt::Error)
    }
}

/// The first characters of a text.
fn start(text: &str, length: usize) -> &str {
    if text.len() <= length {
        return text;
    }
    let end = text.char_indices().nth(length).map(|(end, _)| end);
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

fn must_be_escaped(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\' | 0..0x20)
}
