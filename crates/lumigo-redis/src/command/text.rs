/// A text that grows up to a limit.
#[derive(Debug)]
pub(crate) struct Text {
    text: String,
    /// In characters.
    room: usize,
}

impl Text {
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            text: String::new(),
            room: limit,
        }
    }

    /// Adds what there is room for.
    pub(crate) fn push(&mut self, part: &str) {
        for one in part.chars().take(self.room) {
            self.text.push(one);
            self.room = self.room.saturating_sub(1);
        }
    }

    pub(crate) fn is_full(&self) -> bool {
        self.room == 0
    }

    /// The text, unless it is empty.
    pub(crate) fn finish(self) -> Option<String> {
        Some(self.text).filter(|text| !text.is_empty())
    }
}
