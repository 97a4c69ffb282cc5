use super::lists::{Fate, InList, Rows};
use super::token::{Kind, Token};

/// Writes a query without its literals and comments.
#[derive(Debug)]
pub(super) struct Writer {
    text: String,
    /// How many characters there is room for.
    room: usize,
    in_list: InList,
    rows: Rows,
}

impl Writer {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            text: String::new(),
            room: limit,
            in_list: InList::default(),
            rows: Rows::default(),
        }
    }

    pub(super) fn pass(&mut self, token: &Token<'_>) {
        let fate = match self.rows.pass(token) {
            Fate::Shows => self.in_list.pass(token),
            fate => fate,
        };
        match fate {
            Fate::Left => {}
            Fate::Shows => self.push_token(token),
            Fate::ShowsWithComma { is_spaced } => {
                self.push(",", is_spaced);
                self.push_token(token);
            }
        }
    }

    fn push_token(&mut self, token: &Token<'_>) {
        let text = match token.kind {
            Kind::Literal | Kind::NameOrString | Kind::Rest => "?",
            _ => token.text,
        };
        self.push(text, token.is_spaced);
    }

    fn push(&mut self, text: &str, is_spaced: bool) {
        let space = if is_spaced && !self.text.is_empty() {
            " "
        } else {
            ""
        };
        for part in [space, text] {
            let end = part.char_indices().nth(self.room);
            let part = end.and_then(|(end, _)| part.get(..end)).unwrap_or(part);
            self.text.push_str(part);
            self.room = self.room.saturating_sub(part.chars().count());
        }
    }

    /// Whether there may have been no room for the end.
    pub(super) fn is_full(&self) -> bool {
        self.room == 0
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}
