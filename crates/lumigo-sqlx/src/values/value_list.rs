use super::{JsonText, Value};
use std::fmt;

/// The arguments of a query, each as JSON, until a limit is reached.
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
    #[cfg(feature = "sqlite")]
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
    #[cfg(any(feature = "postgres", feature = "sqlite"))]
    pub(super) fn fill(&mut self) {
        self.room = 0;
    }

    pub(super) fn into_values(self) -> Vec<String> {
        self.values
    }
}

/// Without the values, which may be secrets.
impl fmt::Debug for ValueList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("ValueList");
        debug.field("room", &self.room).finish_non_exhaustive()
    }
}
