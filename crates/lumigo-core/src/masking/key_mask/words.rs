/// Words that are searched anywhere in a key, without regard to ASCII case: what most patterns of a
/// masking list are. Unlike a regular expression this needs no cache that threads contend for.
///
/// All of them are searched at once (the shift-and algorithm). The words stand one behind the other in
/// the bits of a number; a bit is set while the word that it belongs to has been read up to there.
#[derive(Clone, Debug)]
pub(super) struct Words {
    /// For each byte, the letters of all words that it is.
    letters: Box<[u64; 256]>,
    first_letters: u64,
    last_letters: u64,
    length: usize,
}

impl Default for Words {
    fn default() -> Self {
        Self {
            letters: Box::new([0; 256]),
            first_letters: 0,
            last_letters: 0,
            length: 0,
        }
    }
}

impl Words {
    /// Adds a word. `false` when there is no room for it.
    pub(super) fn add(&mut self, word: &str) -> bool {
        let length = self.length + word.len();
        if self.are_in(word) {
            // Where this one is, another is too.
            return true;
        }
        if length > u64::BITS as usize {
            return false;
        }
        self.first_letters |= 1 << self.length;
        self.last_letters |= 1 << (length - 1);
        for (byte, place) in word.bytes().zip(self.length..) {
            for byte in [byte.to_ascii_lowercase(), byte.to_ascii_uppercase()] {
                if let Some(letters) = self.letters.get_mut(usize::from(byte)) {
                    *letters |= 1 << place;
                }
            }
        }
        self.length = length;
        true
    }

    /// Whether a word stands somewhere in a key of ASCII characters.
    pub(super) fn are_in(&self, key: &str) -> bool {
        let mut read = 0;
        let mut ends = 0;
        for byte in key.bytes() {
            let letters = self.letters.get(usize::from(byte)).copied();
            read = ((read << 1) | self.first_letters) & letters.unwrap_or(0);
            ends |= read;
        }
        ends & self.last_letters != 0
    }
}

/// The word of a pattern like `.*word.*`; `None` when the pattern is not of this form or the word is not
/// a plain one.
pub(super) fn word_of(pattern: &str) -> Option<&str> {
    let word = pattern.strip_prefix(".*")?;
    // Patterns are not anchored at the end.
    let word = word.strip_suffix(".*").unwrap_or(word);
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    (!word.is_empty() && word.bytes().all(is_plain)).then_some(word)
}
