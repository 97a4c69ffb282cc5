use std::fmt::{self, Debug, Write};

/// What `Debug` writes about something, as far as it fits.
pub(super) struct DebugText {
    text: String,
    limit: usize,
    is_whole: bool,
}

impl DebugText {
    /// Stops the writing when so many bytes are written.
    pub(super) fn of(value: &impl Debug, limit: usize) -> Self {
        let mut written = Self {
            text: String::new(),
            limit,
            is_whole: true,
        };
        if write!(written, "{value:?}").is_err() {
            written.is_whole = false;
        }
        written
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn is_whole(&self) -> bool {
        self.is_whole
    }
}

impl Write for DebugText {
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

/// A list that `Debug` has written.
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(super) struct List<'a> {
    /// Those that are whole.
    pub(super) items: Vec<&'a str>,
    /// What follows the list, unless it is cut.
    pub(super) after: Option<&'a str>,
}

#[cfg(any(feature = "mysql", feature = "postgres"))]
impl<'a> List<'a> {
    /// Reads a list after its opening bracket. Brackets in strings are not known as such: a list with an
    /// odd one in them does not end where it should.
    pub(super) fn read(list: &'a str) -> Option<Self> {
        let mut items = Vec::new();
        let mut start = 0;
        let mut depth = 0_usize;
        for (position, character) in list.char_indices() {
            let ends = depth == 0 && matches!(character, ',' | ']');
            if ends {
                items.push(list.get(start..position)?.trim_start());
                start = position.saturating_add(1);
            }
            match character {
                ']' if ends => {
                    items.retain(|item| !item.is_empty());
                    let after = list.get(start..);
                    return Some(Self { items, after });
                }
                '(' | '[' | '{' => depth = depth.saturating_add(1),
                ')' | ']' | '}' => depth = depth.checked_sub(1)?,
                _ => {}
            }
        }
        Some(Self { items, after: None })
    }
}
