use super::{JsonText, Value};

/// The arguments of a query, each as JSON, until a limit is reached.
#[derive(Debug)]
pub struct ValueList {
    values: Vec<String>,
    room: usize,
}

impl ValueList {
    /// Takes as many characters.
    pub(super) fn new(limit: usize) -> Self {
        let values = Vec::new();
        Self {
            values,
            room: limit,
        }
    }

    /// How many characters there is still room for.
    pub(super) fn room(&self) -> usize {
        self.room
    }

    /// Whether nothing more is taken. The last value may be cut then.
    pub(super) fn is_full(&self) -> bool {
        self.room == 0
    }

    pub(super) fn push(&mut self, value: &Value<'_>) {
        if self.is_full() {
            return;
        }
        let mut json = JsonText::new(self.room);
        value.write(&mut json);
        self.room = json.room();
        self.values.push(json.into_text());
    }

    /// Takes nothing more, as there are values that cannot be known.
    #[cfg(feature = "sqlite")]
    pub(super) fn fill(&mut self) {
        self.room = 0;
    }

    pub(super) fn into_values(self) -> Vec<String> {
        self.values
    }
}
