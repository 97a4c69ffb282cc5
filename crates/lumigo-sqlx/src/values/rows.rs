use super::renames::Renames;
use super::{JsonText, MASK, Values};
use lumigo_core::Sql;
use sqlx_core::column::Column;
use sqlx_core::row::Row;

/// The rows of a result as JSON, cut at a limit: `[{"id": 1, "name": "ada"}, {"id": 2, "name": null}]`.
#[derive(Debug)]
pub(crate) struct RowsText {
    json: JsonText,
    /// Read when the first row comes.
    renames: Option<Renames>,
}

impl RowsText {
    /// Takes as many characters.
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            json: JsonText::new(limit),
            renames: None,
        }
    }

    /// Writes one more row, as long as the limit is not reached. A column that gives another name to what
    /// is a secret in its table or in the query is masked. What is secret by the name in the result is left
    /// to who masks the text by its keys.
    pub(crate) fn push<DB: Values>(
        &mut self,
        row: &DB::Row,
        query: &Sql,
        is_secret: impl Fn(&str) -> bool,
    ) {
        if self.json.is_full() {
            return;
        }
        self.json.push(match self.renames {
            None => "[{",
            Some(_) => ", {",
        });
        let read = || Renames::read(query.text().as_str(), query.is_whole(), &is_secret);
        let renames = self.renames.get_or_insert_with(read);
        let mut separator = "";
        for (position, column) in row.columns().iter().enumerate() {
            if self.json.is_full() {
                return;
            }
            self.json.push(separator);
            self.json.push_string(column.name().as_bytes());
            self.json.push(": ");
            separator = ", ";
            if renames.hide(column.name()) || renames_secret(column, &is_secret) {
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
        self.renames.is_some().then(|| self.json.into_text())
    }
}

fn renames_secret(column: &impl Column, is_secret: impl Fn(&str) -> bool) -> bool {
    let origin = column.origin();
    origin.table_column().is_some_and(|origin| {
        let name: &str = &origin.name;
        name != column.name() && is_secret(name)
    })
}
