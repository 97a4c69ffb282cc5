use super::operations::{Operations, executor_operations};
use super::{Driver, Options};
use lumigo_core::{DatabaseServer, SqlDialect};
use sqlx_postgres::Postgres;

impl Driver for Postgres {}

impl Operations for Postgres {
    const DIALECT: SqlDialect = SqlDialect::PostgreSql;

    fn server(options: &Options<Self>) -> DatabaseServer {
        // The server takes the user's name where no database is named.
        let namespace = options.get_database().unwrap_or(options.get_username());
        let server = DatabaseServer::new("postgresql").with_namespace(namespace);
        match options.get_socket() {
            Some(socket) => server.with_address(socket.to_string_lossy(), None),
            None => server.with_address(options.get_host(), Some(options.get_port())),
        }
    }

    executor_operations!();
}
