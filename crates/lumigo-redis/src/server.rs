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

#[cfg(test)]
mod tests {
    use super::*;
    use redis::IntoConnectionInfo;

    fn told(address: impl IntoConnectionInfo) -> DatabaseServer {
        server(3, Some(&address.into_connection_info().unwrap()))
    }

    #[test]
    fn a_server_is_told_by_its_host_and_port_or_by_its_socket() {
        let unknown = DatabaseServer::new("redis").with_namespace("3");
        let tls = ConnectionAddr::TcpTls {
            host: "cache.internal".to_owned(),
            port: 6380,
            insecure: false,
            tls_params: None,
        };
        for (told, host, port) in [
            (told("redis://cache.internal"), "cache.internal", Some(6379)),
            (told("redis://ada:hunter2@[::1]:7/9"), "::1", Some(7)),
            (told(tls), "cache.internal", Some(6380)),
            (told("unix:///run/redis.sock"), "/run/redis.sock", None),
        ] {
            assert_eq!(told, unknown.clone().with_address(host, port));
        }
        assert_eq!(server(3, None), unknown);
    }
}
