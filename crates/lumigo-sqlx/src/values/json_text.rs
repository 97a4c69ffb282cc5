use std::fmt;

/// JSON that is written until a limit is reached, and ends in the middle then.
pub struct JsonText {
    text: String,
    /// How many characters there is still room for.
    room: usize,
}

impl JsonText {
    /// Takes as many characters.
    pub(super) fn new(limit: usize) -> Self {
        let text = String::new();
        Self { text, room: limit }
    }

    /// Whether nothing more is taken.
    pub(super) fn is_full(&self) -> bool {
        self.room == 0
    }

    pub(super) fn room(&self) -> usize {
        self.room
    }

    /// Writes what is JSON already.
    pub(super) fn push(&mut self, json: &str) {
        let start = self.text.len();
        self.text.extend(json.chars().take(self.room));
        let written = self.text.get(start..).unwrap_or_default();
        self.room = self.room.saturating_sub(written.chars().count());
    }

    /// Writes what is JSON already, as far as it is UTF-8.
    pub(super) fn push_bytes(&mut self, json: &[u8]) {
        for chunk in json.utf8_chunks() {
            if self.is_full() {
                return;
            }
            self.push(chunk.valid());
        }
    }

    /// Writes a string. What is no UTF-8 becomes `\u{fffd}`.
    pub(super) fn push_string(&mut self, text: &[u8]) {
        self.push("\"");
        for chunk in text.utf8_chunks() {
            self.push_escaped(chunk.valid());
            if !chunk.invalid().is_empty() {
                self.push("\u{fffd}");
            }
            if self.is_full() {
                return;
            }
        }
        self.push("\"");
    }

    fn push_escaped(&mut self, text: &str) {
        for character in text.chars() {
            if self.is_full() {
                return;
            }
            match character {
                '"' => self.push("\\\""),
                '\\' => self.push("\\\\"),
                '\n' => self.push("\\n"),
                '\r' => self.push("\\r"),
                '\t' => self.push("\\t"),
                '\0'..='\x1f' => self.push(&format!("\\u{:04x}", u32::from(character))),
                _ => {
                    self.text.push(character);
                    self.room = self.room.saturating_sub(1);
                }
            }
        }
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}

/// Without the text, which may hold secrets.
impl fmt::Debug for JsonText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("JsonText");
        debug.field("room", &self.room).finish_non_exhaustive()
    }
}
