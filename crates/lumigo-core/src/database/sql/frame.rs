use super::operations::{Form, Object};

/// What is known of a query inside of its parentheses.
#[derive(Clone, Debug, Default)]
pub(super) struct Frame {
    pub(super) next: Next,
    /// Whether a `FROM` or `JOIN` names tables.
    pub(super) has_tables: bool,
    /// Whether a `USING` does.
    pub(super) uses: bool,
    /// Whether a comma is between names.
    pub(super) is_list: bool,
    /// Whether an `ON` names a table.
    pub(super) is_index: bool,
    /// Whether `WITH` has begun, and the operation has not.
    pub(super) is_with: bool,
    /// Whether a query follows `AS`.
    pub(super) is_defining: bool,
    /// Whether words may come before the operation.
    pub(super) is_prefixed: bool,
}

/// What is expected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Next {
    /// An operation, as at the beginning.
    #[default]
    Operation,
    Name,
    Nothing,
}

impl Frame {
    pub(super) fn expect_tables(&mut self) {
        self.next = Next::Name;
        self.is_list = true;
    }

    pub(super) fn end_tables(&mut self) {
        self.next = Next::Nothing;
        self.is_list = false;
    }

    pub(super) fn of_operation(&self, form: Form) -> Self {
        let next = match form {
            Form::Prefix => Next::Operation,
            Form::Select | Form::Delete | Form::Plain | Form::Object => Next::Nothing,
            Form::Insert | Form::Update | Form::Merge | Form::Table | Form::Named => Next::Name,
        };
        Self {
            next,
            has_tables: matches!(form, Form::Select | Form::Update | Form::Delete),
            uses: matches!(form, Form::Delete | Form::Merge),
            is_list: matches!(form, Form::Update | Form::Table),
            is_prefixed: form == Form::Prefix,
            is_defining: form == Form::Prefix,
            ..Self::default()
        }
    }

    pub(super) fn of_object(&self, object: Object, verb: &str) -> Self {
        let next = match object {
            Object::Nameless => Next::Nothing,
            _ => Next::Name,
        };
        Self {
            next,
            is_list: verb == "DROP",
            is_index: object == Object::Index,
            is_defining: object == Object::Table && verb == "CREATE",
            ..Self::default()
        }
    }

    /// The frame of a parenthesis that opens here.
    pub(super) fn inner(&self) -> Self {
        let is_table = self.next == Next::Name && self.has_tables;
        Self {
            has_tables: is_table,
            is_list: is_table,
            next: Next::Operation,
            ..Self::default()
        }
    }

    /// A parenthesis is closed.
    pub(super) fn close(&mut self) {
        if self.next == Next::Name {
            self.next = Next::Nothing;
        }
    }
}
