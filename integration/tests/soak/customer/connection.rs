use std::net::SocketAddr;
use std::str::from_utf8;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A connection, and what was read of the answer to the last request.
pub(super) struct Connection {
    stream: TcpStream,
    answer: Vec<u8>,
}

impl Connection {
    pub(super) async fn open(server: SocketAddr) -> Self {
        let stream = TcpStream::connect(server).await.expect("a server");
        let answer = Vec::new();
        Self { stream, answer }
    }

    pub(super) async fn write(&mut self, request: &str) {
        let written = self.stream.write_all(request.as_bytes()).await;
        written.expect("a server that reads");
    }

    /// Reads the answer to its end: it has this status, and a body that begins so.
    pub(super) async fn answer(&mut self, status: &str, start: &str) {
        assert!(self.read_until(is_whole).await);
        let (head, body) = split(&self.answer).expect("a head");
        assert!(head[9..].starts_with(status), "{head}");
        assert!(body.starts_with(start), "{body:?}, not {start:?}");
    }

    /// Reads a stream of so many rows to its end.
    pub(super) async fn rows(&mut self, count: usize) {
        self.answer("200", "").await;
        let (_, body) = split(&self.answer).expect("a head");
        assert_eq!(body.matches("{\"id\"").count(), count, "{body:?}");
    }

    /// Reads the head of a stream and its first row.
    pub(super) async fn first_row(&mut self) {
        let is_row = |answer: &[u8]| answer.ends_with(b"}\n\r\n");
        assert!(self.read_until(is_row).await);
    }

    /// The server closes the connection without a word.
    pub(super) async fn no_answer(mut self) {
        assert!(!self.read_until(|_| false).await);
        assert_eq!(from_utf8(&self.answer), Ok(""));
    }

    /// Closes the connection at once, by a reset.
    pub(super) fn reset(self) {
        self.stream.set_zero_linger().expect("a socket");
    }

    /// Whether that much came before the server closed the connection.
    async fn read_until(&mut self, is_enough: impl Fn(&[u8]) -> bool) -> bool {
        self.answer.clear();
        while !is_enough(&self.answer) {
            let read = self.stream.read_buf(&mut self.answer).await;
            if read.is_ok_and(|length| length > 0) {
                continue;
            }
            return false;
        }
        true
    }
}

fn is_whole(answer: &[u8]) -> bool {
    let Some((head, body)) = split(answer) else {
        return false;
    };
    match head.split_once("content-length: ") {
        Some((_, rest)) => {
            let length = rest.lines().next().unwrap_or_default();
            body.len() == length.parse::<usize>().expect("a length")
        }
        None => body.ends_with("0\r\n\r\n"),
    }
}

/// The head and what follows it.
fn split(answer: &[u8]) -> Option<(&str, &str)> {
    from_utf8(answer).expect("text").split_once("\r\n\r\n")
}
