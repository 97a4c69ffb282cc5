use super::token::{Kind, Token};

/// Tells where in a query of SQLite nothing but a name can stand: there a text in double quotes is none
/// of its strings.
#[derive(Debug, Default)]
pub(super) struct NamePlaces {
    is_place: bool,
    is_distinct: bool,
    statement: Statement,
    columns: Columns,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum Statement {
    #[default]
    Start,
    /// It creates something, of which the table comes still.
    Create,
    Vacuum,
    Other,
}

/// Where the list of columns of an `INSERT` is.
#[derive(Debug, Default, PartialEq, Eq)]
enum Columns {
    #[default]
    Elsewhere,
    Into,
    Target,
    /// In the list, where a name begins.
    Column,
    Inside,
}

impl NamePlaces {
    /// Whether the token that comes can only be a name.
    pub(super) fn is_place(&self) -> bool {
        self.is_place || self.columns == Columns::Column
    }

    pub(super) fn pass(&mut self, token: &Token<'_>) {
        let keyword = token.keyword();
        self.is_place = token.is(".") || self.is_before_name(keyword);
        self.is_distinct = keyword == "DISTINCT";
        self.columns = match (&self.columns, token.kind) {
            (Columns::Elsewhere, Kind::Word) if self.inserts(keyword) => Columns::Into,
            (Columns::Into, Kind::Word | Kind::Name) => Columns::Target,
            (Columns::Target, Kind::Symbol) if token.is(".") => Columns::Into,
            (Columns::Target, Kind::Symbol) if token.is("(") => Columns::Column,
            (Columns::Inside, Kind::Symbol) if token.is(",") => Columns::Column,
            (Columns::Column | Columns::Inside, _) if !token.is(")") => Columns::Inside,
            _ => Columns::Elsewhere,
        };
        self.statement = match (&self.statement, keyword) {
            _ if token.is(";") => Statement::Start,
            (Statement::Start, "CREATE") => Statement::Create,
            (Statement::Start, "VACUUM") => Statement::Vacuum,
            (Statement::Create, "ON" | "AS" | "WHEN" | "BEGIN") => Statement::Other,
            (Statement::Create, _) => Statement::Create,
            (Statement::Vacuum, _) => Statement::Vacuum,
            _ => Statement::Other,
        };
    }

    /// `VACUUM INTO` takes a string.
    fn inserts(&self, keyword: &str) -> bool {
        keyword == "INTO" && self.statement != Statement::Vacuum
    }

    fn is_before_name(&self, keyword: &str) -> bool {
        match keyword {
            "AS" | "COLUMN" | "EXISTS" | "INDEX" | "JOIN" | "REFERENCES" | "RELEASE"
            | "SAVEPOINT" | "SET" | "TABLE" | "TO" | "TRIGGER" | "UPDATE" | "VIEW" => true,
            "INTO" => self.inserts(keyword),
            // `IS DISTINCT FROM` compares.
            "FROM" => !self.is_distinct,
            "ON" => self.statement == Statement::Create,
            _ => false,
        }
    }
}
