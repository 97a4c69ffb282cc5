use super::{JsonText, Values};
use sqlx_core::column::Column;
use sqlx_core::row::Row;

/// What a secret is shown as, as everywhere.
const MASK: &str = r#""****""#;

/// The rows of a result as JSON, cut at a limit: `[{"id": 1, "name": "ada"}, {"id": 2, "name": null}]`.
#[derive(Debug)]
pub(crate) struct RowsText {
    json: JsonText,
    is_empty: bool,
}

impl RowsText {
    /// Takes as many characters.
    pub(crate) fn new(limit: usize) -> Self {
        let json = JsonText::new(limit);
        Self {
            json,
            is_empty: true,
        }
    }

    /// Writes one more row, as long as the limit is not reached. `is_secret` is asked with the name that
    /// a renamed column has in its table: what is secret there is masked. What is secret by the name that
    /// the result gives is left to who masks the text by its keys.
    pub(crate) fn push<DB: Values>(&mut self, row: &DB::Row, is_secret: impl Fn(&str) -> bool) {
        if self.json.is_full() {
            return;
        }
        self.json.push(if self.is_empty { "[{" } else { ", {" });
        self.is_empty = false;
        let mut separator = "";
        for (position, column) in row.columns().iter().enumerate() {
            if self.json.is_full() {
                return;
            }
            self.json.push(separator);
            self.json.push_string(column.name().as_bytes());
            self.json.push(": ");
            separator = ", ";
            if renames_secret(column, &is_secret) {
                self.json.push(MASK);
            } else {
                DB::write_column(row, position, &mut self.json);
            }
        }
        self.json.push("}");
    }

    /// All of it; `None` when there was no row.
    pub(crate) fn finish(mut self) -> Option<String> {
        self.json.push("]");
        (!self.is_empty).then(|| self.json.into_text())
    }
}

fn renames_secret(column: &impl Column, is_secret: impl Fn(&str) -> bool) -> bool {
    let origin = column.origin();
    origin.table_column().is_some_and(|origin| {
        let name: &str = &origin.name;
        name != column.name() && is_secret(name)
    })
}
