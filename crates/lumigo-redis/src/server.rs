use lumigo_core::DatabaseServer;
use redis::{ConnectionAddr, ConnectionInfo};

/// The server that a connection was made to, with the index of its database; without `info` nobody knows where
/// it is.
pub(crate) fn server(database: i64, info: Option<&ConnectionInfo>) -> DatabaseServer {
    let server = DatabaseServer::new("redis").with_namespace(database.to_string());
    match info.map(ConnectionInfo::addr) {
        Some(ConnectionAddr::Tcp(host, port) | ConnectionAddr::TcpTls { host, port, .. }) => {
            server.with_address(host, Some(*port))
        }
        Some(ConnectionAddr::Unix(path)) => server.with_address(path.to_string_lossy(), None),
        _ => server,
    }
}
