use sqlx_core::database::Database;
use sqlx_core::error::BoxDynError;
use sqlx_core::executor::Execute;
use sqlx_core::sql_str::SqlStr;
use std::fmt;

/// A query whose text was looked at, which only consuming it allows.
pub struct Rebuilt<DB: Database> {
    statement: Option<DB::Statement>,
    /// `None` once they were taken.
    arguments: Option<Result<Option<DB::Arguments>, BoxDynError>>,
    is_persistent: bool,
    sql: SqlStr,
}

impl<DB: Database> Rebuilt<DB> {
    pub(crate) fn of<'q>(mut query: impl Execute<'q, DB>) -> Self {
        // In the order in which drivers ask: `Map` says what is persistent by whether it has arguments still.
        let statement = query.statement().cloned();
        let arguments = query.take_arguments();
        let is_persistent = query.persistent();
        Self {
            statement,
            arguments: Some(arguments),
            is_persistent,
            sql: query.sql(),
        }
    }

    pub(crate) fn text(&self) -> &str {
        self.sql.as_str()
    }

    pub(crate) fn arguments(&self) -> Option<&DB::Arguments> {
        self.arguments.as_ref()?.as_ref().ok()?.as_ref()
    }
}

impl<DB: Database> Execute<'_, DB> for Rebuilt<DB> {
    fn sql(self) -> SqlStr {
        self.sql
    }

    fn statement(&self) -> Option<&DB::Statement> {
        self.statement.as_ref()
    }

    fn take_arguments(&mut self) -> Result<Option<DB::Arguments>, BoxDynError> {
        self.arguments.take().unwrap_or(Ok(None))
    }

    fn persistent(&self) -> bool {
        self.is_persistent
    }
}

impl<DB: Database> fmt::Debug for Rebuilt<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Text and arguments may hold secrets.
        f.debug_struct("Rebuilt").finish_non_exhaustive()
    }
}
