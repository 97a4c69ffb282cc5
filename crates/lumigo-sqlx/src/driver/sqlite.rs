use super::operations::{Operations, executor_operations};
use super::{Driver, Options};
use lumigo_core::{DatabaseServer, SqlDialect};
use sqlx_sqlite::Sqlite;

impl Driver for Sqlite {}

impl Operations for Sqlite {
    const DIALECT: SqlDialect = SqlDialect::Sqlite;

    fn server(options: &Options<Self>) -> DatabaseServer {
        let file = options.get_filename().to_string_lossy();
        // sqlx counts the databases in memory.
        let is_in_memory = file.starts_with("file:sqlx-in-memory-");
        let namespace = if is_in_memory { ":memory:" } else { &file };
        DatabaseServer::new("sqlite").with_namespace(namespace)
    }

    executor_operations!();
}
