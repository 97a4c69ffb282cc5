use super::operations::{Operations, executor_operations};
use super::{Driver, Options};
use lumigo_core::{DatabaseServer, SqlDialect};
use sqlx_mysql::MySql;

impl Driver for MySql {}

impl Operations for MySql {
    const DIALECT: SqlDialect = SqlDialect::MySql;

    fn server(options: &Options<Self>) -> DatabaseServer {
        let mut server = DatabaseServer::new("mysql");
        if let Some(database) = options.get_database() {
            server = server.with_namespace(database);
        }
        match options.get_socket() {
            Some(socket) => server.with_address(socket.to_string_lossy(), None),
            None => server.with_address(options.get_host(), Some(options.get_port())),
        }
    }

    executor_operations!();
}
