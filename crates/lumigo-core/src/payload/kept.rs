/// The first characters of a text that comes in chunks.
pub(super) struct Kept {
    bytes: Vec<u8>,
    /// How many characters more may start; `None` when one was left out.
    room: Option<usize>,
    /// What so many characters need at most. What is not UTF-8 may have fewer starts than that.
    most_bytes: usize,
}

impl Kept {
    pub(super) fn new(characters: usize) -> Self {
        Self {
            bytes: Vec::new(),
            room: Some(characters),
            most_bytes: characters.saturating_mul(char::MAX.len_utf8()),
        }
    }

    /// Keeps what fits. A character whose first byte is kept is kept to its last.
    pub(super) fn push(&mut self, chunk: &[u8]) {
        let Some(room) = self.room else {
            return;
        };
        let fitting = chunk
            .get(..self.most_bytes.saturating_sub(self.bytes.len()))
            .unwrap_or(chunk);
        let (fitting, room_left) = fitting_characters(fitting, room);
        self.bytes.extend_from_slice(fitting);
        self.room = room_left.filter(|_| fitting.len() == chunk.len());
    }

    /// The text; `None` when it is not UTF-8. What broke off in the middle of a character still is.
    pub(super) fn into_text(mut self) -> Option<String> {
        if let Err(error) = std::str::from_utf8(&self.bytes) {
            if error.error_len().is_some() {
                return None;
            }
            self.bytes.truncate(error.valid_up_to());
        }
        String::from_utf8(self.bytes).ok()
    }
}

/// The start of a chunk that has room, and what room it leaves.
fn fitting_characters(chunk: &[u8], room: usize) -> (&[u8], Option<usize>) {
    let starts = chunk.iter().filter(|byte| starts_character(**byte)).count();
    if let Some(room_left) = room.checked_sub(starts) {
        return (chunk, Some(room_left));
    }
    let mut indices = (0..)
        .zip(chunk)
        .filter(|(_, byte)| starts_character(**byte));
    let end = indices.nth(room).map_or(chunk.len(), |(index, _)| index);
    (chunk.get(..end).unwrap_or_default(), None)
}

fn starts_character(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}
