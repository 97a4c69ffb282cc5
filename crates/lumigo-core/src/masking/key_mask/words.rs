/// Words that are searched anywhere in a key, without regard to ASCII case: what most patterns of a
/// masking list are, and many times cheaper to find than by a regular expression.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    /// In lower case, not empty.
    words: Vec<Box<[u8]>>,
    /// A bit for each ASCII byte that a word starts with, in either case.
    first_bytes: u128,
}

impl Words {
    /// Adds the word of a pattern like `.*word.*`. `false` when the pattern is not of this form, or when
    /// the word is not a plain one.
    pub(super) fn add_pattern(&mut self, pattern: &str) -> bool {
        let Some(word) = pattern.strip_prefix(".*") else {
            return false;
        };
        // Patterns are not anchored at the end.
        let word = word.strip_suffix(".*").unwrap_or(word);
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let Some(first) = word.bytes().next() else {
            return false;
        };
        if !word.bytes().all(is_plain) {
            return false;
        }
        self.words
            .push(word.to_ascii_lowercase().into_bytes().into());
        self.first_bytes |= bit(first.to_ascii_lowercase()) | bit(first.to_ascii_uppercase());
        true
    }

    /// Whether a word stands somewhere in a key of ASCII characters.
    pub(super) fn is_in(&self, key: &str) -> bool {
        let mut rest = key.as_bytes();
        while let [first, others @ ..] = rest {
            if self.first_bytes & bit(*first) != 0 && self.starts(rest) {
                return true;
            }
            rest = others;
        }
        false
    }

    fn starts(&self, text: &[u8]) -> bool {
        self.words.iter().any(|word| {
            text.get(..word.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(word))
        })
    }
}

fn bit(byte: u8) -> u128 {
    1_u128.checked_shl(u32::from(byte)).unwrap_or(0)
}
