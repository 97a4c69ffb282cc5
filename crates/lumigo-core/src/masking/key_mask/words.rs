/// Words that are searched anywhere in a key, without regard to ASCII case: what most patterns of a
/// masking list are. Unlike a regular expression this needs no cache that threads contend for.
///
/// All of them are searched at once (the shift-and algorithm). The words stand one behind the other in
/// the bits of a number; a bit is set while the word that it belongs to has been read up to there.
#[derive(Clone, Debug)]
pub(super) struct Words {
    /// For each byte, the letters of all words that it is.
    letters: Box<[u128; 256]>,
    first_letters: u128,
    last_letters: u128,
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
    /// Adds the word of a pattern like `.*word.*`. `false` when the pattern is not of this form, the
    /// word is not a plain one, or there is no room for it.
    pub(super) fn add_pattern(&mut self, pattern: &str) -> bool {
        let Some(word) = pattern.strip_prefix(".*") else {
            return false;
        };
        // Patterns are not anchored at the end.
        let word = word.strip_suffix(".*").unwrap_or(word).as_bytes();
        let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let length = self.length + word.len();
        if word.is_empty() || !word.iter().all(is_plain) || length > u128::BITS as usize {
            return false;
        }
        self.first_letters |= 1 << self.length;
        self.last_letters |= 1 << (length - 1);
        for (byte, place) in word.iter().zip(self.length..) {
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
        key.bytes().any(|byte| {
            let letters = self.letters.get(usize::from(byte)).copied();
            read = ((read << 1) | self.first_letters) & letters.unwrap_or(0);
            read & self.last_letters != 0
        })
    }
}
