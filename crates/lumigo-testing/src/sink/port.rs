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
    /// Bound, so that nobody else gets the port, and not listening: connections are refused.
    closed: Option<Socket>,
    server: Option<Server>,
}

#[expect(clippy::expect_used, reason = "a test cannot go on without its sink")]
impl Port {
    /// A free one, closed.
    #[track_caller]
    pub(super) fn free() -> Self {
        let socket = bind((Ipv4Addr::LOCALHOST, 0).into());
        let address = socket.local_addr().expect("the address of the sink");
        Self {
            address: address.as_socket().expect("an address of IPv4"),
            closed: Some(socket),
            server: None,
        }
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    #[track_caller]
    pub(super) fn open(&mut self, backend: &Arc<Backend>) {
        if let Some(socket) = self.closed.take() {
            socket.listen(BACKLOG).expect("a socket that listens");
            self.server = Some(Server::start(socket.into(), Arc::clone(backend)));
        }
    }

    #[track_caller]
    pub(super) fn close(&mut self) {
        if let Some(server) = self.server.take() {
            drop(server);
            self.closed = Some(bind(self.address));
        }
    }
}

#[track_caller]
#[expect(clippy::expect_used, reason = "a test cannot go on without its sink")]
fn bind(address: SocketAddr) -> Socket {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
    socket.set_nonblocking(true).expect("a non-blocking socket");
    // Connections of before still hold the port for a while.
    socket.set_reuse_address(true).expect("a port to use again");
    socket.bind(&address.into()).expect("the port of the sink");
    socket
}
