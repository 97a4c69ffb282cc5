use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use socket2::{Domain, Socket, Type};

use crate::sink::backend::Backend;
use crate::sink::server::Server;

/// As many connections as a busy client opens before the sink's thread takes them.
const BACKLOG: i32 = 1024;

/// A port of the loopback interface that stays the sink's also while nobody listens.
#[derive(Debug)]
pub(super) struct Port {
    address: SocketAddr,
    server: Option<Server>,
    /// Does not listen: where it is alone, connections are refused, and nobody else gets the port.
    _reserved: Socket,
}

#[expect(clippy::expect_used, reason = "a test cannot go on without its sink")]
impl Port {
    /// A free one, closed.
    #[track_caller]
    pub(super) fn free() -> Self {
        let reserved = bind((Ipv4Addr::LOCALHOST, 0).into());
        let address = reserved.local_addr().expect("the address of the sink");
        Self {
            address: address.as_socket().expect("an address of IPv4"),
            server: None,
            _reserved: reserved,
        }
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    #[track_caller]
    pub(super) fn open(&mut self, backend: &Arc<Backend>) {
        if self.server.is_none() {
            let socket = bind(self.address);
            socket.listen(BACKLOG).expect("a socket that listens");
            self.server = Some(Server::start(socket.into(), Arc::clone(backend)));
        }
    }

    pub(super) fn close(&mut self) {
        self.server = None;
    }
}

#[track_caller]
#[expect(clippy::expect_used, reason = "a test cannot go on without its sink")]
fn bind(address: SocketAddr) -> Socket {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
    socket.set_nonblocking(true).expect("a non-blocking socket");
    // Connections of before still hold the port for a while.
    socket.set_reuse_address(true).expect("a port to use again");
    #[cfg(unix)]
    socket.set_reuse_port(true).expect("a port to share");
    socket.bind(&address.into()).expect("the port of the sink");
    socket
}
