use super::{MARIADB, MONGODB, POSTGRES, REDIS, Server};
use std::net::TcpStream;

#[test]
fn a_server_takes_connections_until_it_is_killed_and_after_a_restart() {
    for service in [&POSTGRES, &MARIADB, &REDIS, &MONGODB] {
        let server = service.start();
        assert!(connects(&server), "{service:?}");
        server.kill();
        assert!(!connects(&server), "{service:?}");
        server.restart();
        assert!(connects(&server), "{service:?}");
    }
}

#[test]
fn servers_of_one_kind_do_not_meet() {
    let servers = [(); 3].map(|()| POSTGRES.start());
    let [first, second, third] = &servers;
    assert_ne!(first.url(), second.url());
    first.kill();
    assert!(!connects(first));
    assert!(connects(second) && connects(third));
}

fn connects(server: &Server) -> bool {
    TcpStream::connect(("127.0.0.1", server.port())).is_ok()
}
