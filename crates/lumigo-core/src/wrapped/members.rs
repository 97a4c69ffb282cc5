use super::bounded_text::BoundedText;
use serde::Serialize;

/// A JSON array or object in the making.
#[derive(Debug)]
pub(super) struct Members {
    text: BoundedText,
    empty: bool,
    end: &'static str,
}

impl Members {
    pub(super) fn array(text: BoundedText) -> Self {
        Self::new(text, "[", "]")
    }

    pub(super) fn object(text: BoundedText) -> Self {
        Self::new(text, "{", "}")
    }

    /// Adds a member. One that cannot be serialized is left out, and so is what exceeds the bound.
    /// The name is one of Rust's: nothing in it needs an escape.
    pub(super) fn push<T: Serialize + ?Sized>(&mut self, name: Option<&str>, value: &T) {
        if self.text.is_full() {
            return;
        }
        let before = self.text.len();
        self.separate();
        if let Some(name) = name {
            self.text.push("\"");
            self.text.push(name);
            self.text.push("\":");
        }
        if self.text.push_json(value) {
            self.empty = false;
        } else {
            self.text.truncate(before);
        }
    }

    /// Adds a member that is JSON already.
    pub(super) fn push_json(&mut self, json: &str) {
        self.separate();
        self.text.push(json);
        self.empty = false;
    }

    /// The text; what did not fit makes it end early.
    pub(super) fn into_string(mut self) -> String {
        self.text.push(self.end);
        self.text.into_string()
    }

    fn separate(&mut self) {
        if !self.empty {
            self.text.push(",");
        }
    }

    fn new(mut text: BoundedText, start: &str, end: &'static str) -> Self {
        text.push(start);
        let empty = true;
        Self { text, empty, end }
    }
}
