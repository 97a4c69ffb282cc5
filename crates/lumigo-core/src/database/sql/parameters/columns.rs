use crate::database::sql::token::Token;

/// The columns of an `INSERT`, and where values for them stand.
#[derive(Debug, Default)]
pub(super) struct Columns<'a> {
    /// One for each place between commas; `None` where no name stands.
    list: Vec<Option<Token<'a>>>,
    at: At,
    /// Whether a name is the first thing that comes in its place of the list.
    is_first: bool,
    /// How deep the `INSERT` stands.
    depth: usize,
    /// How deep rows stand behind `VALUES`.
    rows: Option<usize>,
    /// Whether arguments that follow stand for columns.
    is_unnest: bool,
    row: Option<Row>,
}

/// Where the list of columns is.
#[derive(Debug, Default, PartialEq, Eq)]
enum At {
    #[default]
    Elsewhere,
    Ahead,
    Here,
}

/// Values that belong to the columns one by one.
#[derive(Clone, Copy, Debug)]
struct Row {
    depth: usize,
    column: usize,
    is_select: bool,
}

impl<'a> Columns<'a> {
    /// The column that a value belongs to that stands here.
    pub(super) fn of_value(&self) -> Option<Token<'a>> {
        let row = self.row?;
        self.list.get(row.column).copied().flatten()
    }

    /// Takes a name that is in the list of columns.
    pub(super) fn pass_column(&mut self, token: &Token<'a>) -> bool {
        if self.at != At::Here {
            return false;
        }
        if let Some(column) = self.list.last_mut().filter(|_| self.is_first) {
            *column = Some(*token);
        }
        self.is_first = false;
        true
    }

    pub(super) fn pass_word(&mut self, keyword: &str, depth: usize) {
        self.is_unnest = keyword == "UNNEST" && !self.list.is_empty();
        match keyword {
            "INTO" => {
                self.list.clear();
                self.at = At::Ahead;
                self.depth = depth;
            }
            "VALUES" | "VALUE" => {
                self.at = At::Elsewhere;
                self.rows = Some(depth);
            }
            "SELECT" => {
                self.at = At::Elsewhere;
                if depth == self.depth && !self.list.is_empty() {
                    self.begin_row(depth, true);
                }
            }
            "FROM" | "WHERE" | "ON" | "ORDER" | "LIMIT" | "UNION" | "RETURNING" => {
                self.row = self.row.filter(|row| !row.is_select || row.depth != depth);
                self.end_rows(depth);
            }
            "WITH" | "DEFAULT" | "TABLE" | "SET" => self.at = At::Elsewhere,
            "ROW" => {}
            _ => self.end_rows(depth),
        }
    }

    pub(super) fn open(&mut self, depth: usize) {
        if self.at == At::Ahead {
            self.at = At::Here;
            self.add_place();
        } else if self.rows == Some(depth) || self.is_unnest {
            self.begin_row(depth + 1, false);
        }
        self.is_unnest = false;
    }

    pub(super) fn close(&mut self, depth: usize) {
        self.at = At::Elsewhere;
        self.row = self.row.filter(|row| row.depth < depth);
    }

    pub(super) fn pass_comma(&mut self, depth: usize) {
        if self.at == At::Here {
            self.add_place();
        }
        if let Some(row) = self.row.as_mut().filter(|row| row.depth == depth) {
            row.column += 1;
        }
    }

    pub(super) fn pass_other(&mut self) {
        self.is_first = false;
    }

    fn add_place(&mut self) {
        self.list.push(None);
        self.is_first = true;
    }

    fn begin_row(&mut self, depth: usize, is_select: bool) {
        self.row = Some(Row {
            depth,
            column: 0,
            is_select,
        });
    }

    fn end_rows(&mut self, depth: usize) {
        self.rows = self.rows.filter(|rows| *rows != depth);
    }
}
