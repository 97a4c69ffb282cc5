use std::fmt::{self, Write};

/// The beginning of a text, up to a bound. What comes after it is swallowed: a `Debug` of the host's may
/// not expect that writing fails.
pub(super) struct Beginning {
    text: String,
    left: usize,
}

impl Beginning {
    /// With room for this many bytes.
    pub(super) fn new(bound: usize) -> Self {
        Self {
            text: String::new(),
            left: bound,
        }
    }

    pub(super) fn into_string(self) -> String {
        self.text
    }
}

impl Write for Beginning {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let kept = prefix(text, self.left);
        self.text.push_str(kept);
        let is_full = kept.len() < text.len();
        self.left = if is_full { 0 } else { self.left - kept.len() };
        Ok(())
    }
}

/// As much of a text as fits into this many bytes.
pub(super) fn prefix(text: &str, bytes: usize) -> &str {
    if text.len() <= bytes {
        return text;
    }
    // A character has up to four bytes.
    let mut ends = (bytes.saturating_sub(3)..=bytes).rev();
    ends.find_map(|end| text.get(..end)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_swallowed_at_a_character() {
        for (bound, expected) in [
            (0, ""),
            (1, "a"),
            (2, "a"),
            (3, "a\u{e9}"),
            (99, "a\u{e9}b!"),
        ] {
            let mut beginning = Beginning::new(bound);
            let pieces = ["a\u{e9}", "b!"];
            pieces
                .iter()
                .for_each(|piece| beginning.write_str(piece).unwrap());
            assert_eq!(beginning.into_string(), expected, "{bound}");
        }
    }
}
