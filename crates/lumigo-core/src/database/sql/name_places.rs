use super::token::{Kind, Token};

/// Tells where in a query of SQLite nothing but a name can stand: there a text in double quotes is none
/// of its strings.
#[derive(Debug, Default)]
pub(super) struct NamePlaces {
    is_place: bool,
    is_distinct: bool,
    is_begun: bool,
    creates: bool,
    columns: Columns,
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
        self.creates = match (token.is(";"), self.is_begun) {
            (true, _) => false,
            (_, false) => keyword == "CREATE",
            _ => self.creates,
        };
        self.is_begun = !token.is(";");
        self.columns = match (&self.columns, token.kind) {
            (Columns::Elsewhere, Kind::Word) if keyword == "INTO" => Columns::Into,
            (Columns::Into, Kind::Word | Kind::Name) => Columns::Target,
            (Columns::Target, Kind::Symbol) if token.is(".") => Columns::Into,
            (Columns::Target, Kind::Symbol) if token.is("(") => Columns::Column,
            (Columns::Inside, Kind::Symbol) if token.is(",") => Columns::Column,
            (Columns::Column | Columns::Inside, _) if !token.is(")") => Columns::Inside,
            _ => Columns::Elsewhere,
        };
        self.is_place = token.is(".") || self.is_before_name(keyword);
        self.is_distinct = keyword == "DISTINCT";
    }

    fn is_before_name(&self, keyword: &str) -> bool {
        match keyword {
            "AS" | "COLUMN" | "EXISTS" | "INDEX" | "INTO" | "JOIN" | "REFERENCES" | "RELEASE"
            | "SAVEPOINT" | "SET" | "TABLE" | "TO" | "TRIGGER" | "UPDATE" | "VIEW" => true,
            // `IS DISTINCT FROM` compares.
            "FROM" => !self.is_distinct,
            "ON" => self.creates,
            _ => false,
        }
    }
}
