use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};

/// A server of canned answers on a real socket, over TLS if it has a certificate.
pub(in crate::resource) struct StubServer {
    address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
}

impl StubServer {
    /// Answers each path with the text that `answer` has for it, else with 404.
    pub(in crate::resource) fn start(
        tls: Option<Arc<ServerConfig>>,
        answer: impl Fn(&str) -> Option<String> + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let heads = Arc::<Mutex<Vec<String>>>::default();
        let seen = Arc::clone(&heads);
        std::thread::spawn(move || {
            for connection in listener.incoming() {
                let connection = connection.unwrap();
                let head = match &tls {
                    None => serve(connection, &answer),
                    Some(tls) => {
                        let session = ServerConnection::new(Arc::clone(tls)).unwrap();
                        serve(StreamOwned::new(session, connection), &answer)
                    }
                };
                seen.lock().unwrap().extend(head);
            }
        });
        Self { address, heads }
    }

    pub(in crate::resource) fn port(&self) -> u16 {
        self.address.port()
    }

    /// The heads of the requests that could be read.
    pub(in crate::resource) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

fn serve(
    mut stream: impl Read + Write,
    answer: &impl Fn(&str) -> Option<String>,
) -> Option<String> {
    let mut head = String::new();
    let mut byte = [0];
    while !head.ends_with("\r\n\r\n") {
        stream.read_exact(&mut byte).ok()?;
        head.push(char::from(byte[0]));
    }
    let path = head.split(' ').nth(1).unwrap_or_default();
    let (status, body) = answer(path).map_or((404, String::new()), |body| (200, body));
    let length = body.len();
    let _ = write!(
        stream,
        "HTTP/1.1 {status} -\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    let _ = stream.flush();
    Some(head)
}
