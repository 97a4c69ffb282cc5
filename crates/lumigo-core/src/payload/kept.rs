/// The first characters of a text that comes in chunks.
pub(super) struct Kept {
    bytes: Vec<u8>,
    /// How many characters may be kept.
    limit: usize,
    /// How many start in the first `counted` bytes.
    characters: usize,
    counted: usize,
    is_full: bool,
}

impl Kept {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            bytes: Vec::new(),
            limit,
            characters: 0,
            counted: 0,
            is_full: false,
        }
    }

    /// Keeps what fits.
    pub(super) fn push(&mut self, chunk: &[u8]) {
        if self.is_full {
            return;
        }
        let length = self.bytes.len().saturating_add(chunk.len());
        // There are no more characters than bytes: they need not be counted yet.
        let fitting = if length <= self.limit {
            chunk
        } else {
            self.fitting(chunk)
        };
        self.bytes.extend_from_slice(fitting);
        self.is_full = fitting.len() < chunk.len();
    }

    /// Keeps nothing more.
    pub(super) fn close(&mut self) {
        self.is_full = true;
    }

    /// The text; `None` when it is not UTF-8. What broke off in the middle of a character still is.
    pub(super) fn into_text(self) -> Option<String> {
        let error = match String::from_utf8(self.bytes) {
            Ok(text) => return Some(text),
            Err(error) => error,
        };
        let reason = error.utf8_error();
        if reason.error_len().is_some() {
            return None;
        }
        let mut bytes = error.into_bytes();
        bytes.truncate(reason.valid_up_to());
        String::from_utf8(bytes).ok()
    }

    /// The start of a chunk, up to the character that is one too many.
    fn fitting<'a>(&mut self, chunk: &'a [u8]) -> &'a [u8] {
        let room = self.limit.saturating_sub(self.bytes.len());
        let is_ascii = |bytes: &[u8]| bytes.is_ascii();
        if self.counted == 0 && self.bytes.is_ascii() && chunk.get(..=room).is_some_and(is_ascii) {
            // As many characters as bytes.
            return chunk.get(..room).unwrap_or_default();
        }
        let uncounted = self.bytes.get(self.counted..).unwrap_or_default();
        self.characters += uncounted
            .iter()
            .filter(|byte| starts_character(byte))
            .count();
        self.counted = self.bytes.len();
        // What is not UTF-8 may have fewer starts than that.
        let most_bytes = self.limit.saturating_mul(char::MAX.len_utf8());
        let chunk = chunk
            .get(..most_bytes.saturating_sub(self.counted))
            .unwrap_or(chunk);
        let starts = chunk
            .iter()
            .enumerate()
            .filter(|(_, byte)| starts_character(byte));
        let mut starts = starts.skip(self.limit.saturating_sub(self.characters));
        let end = starts.next().map_or(chunk.len(), |(index, _)| index);
        chunk.get(..end).unwrap_or_default()
    }
}

fn starts_character(byte: &u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}
