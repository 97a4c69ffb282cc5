use lumigo_core::DatabaseServer;
use redis::{ConnectionAddr, ConnectionInfo};

/// A server whose address nobody knows, and the index of the database that a connection was made for.
pub(crate) fn server(database: i64) -> DatabaseServer {
    DatabaseServer::new("redis").with_namespace(database.to_string())
}

/// The server that a client connects to.
pub(crate) fn server_of(database: i64, info: &ConnectionInfo) -> DatabaseServer {
    let server = server(database);
    match info.addr() {
        ConnectionAddr::Tcp(host, port) | ConnectionAddr::TcpTls { host, port, .. } => {
            server.with_address(host, Some(*port))
        }
        ConnectionAddr::Unix(path) => server.with_address(path.to_string_lossy(), None),
        _ => server,
    }
}
