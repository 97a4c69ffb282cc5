//! Servers that do not do what they should: byte by byte, over real sockets.

use integration::wire::{read_until, soon};
use std::io::Read;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What a server sends when it was asked, and what it does then.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) answer: Vec<u8>,
    pub(crate) end: End,
}

/// How a connection ends.
#[derive(Clone, Copy, Debug)]
pub(crate) enum End {
    Closed,
    Reset,
    /// Not at all.
    Stalled,
}

impl Fault {
    pub(crate) fn new(answer: impl Into<Vec<u8>>, end: End) -> Self {
        Self {
            answer: answer.into(),
            end,
        }
    }

    /// A body of type gzip that is not what its sender has packed.
    pub(crate) fn gzip(spoil: impl FnOnce(&mut Vec<u8>)) -> Self {
        let mut body = gzip(b"a text that is packed");
        spoil(&mut body);
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        Self::new([head.as_bytes(), &body].concat(), End::Closed)
    }
}

impl From<&str> for Fault {
    /// An answer that is in order.
    fn from(answer: &str) -> Self {
        Self::new(answer, End::Closed)
    }
}

/// These bytes, packed.
pub(crate) fn gzip(text: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    let mut encoder = flate2::read::GzEncoder::new(text, flate2::Compression::default());
    encoder.read_to_end(&mut packed).unwrap();
    packed
}

/// A server with one fault, for every connection the same. It ends when this is dropped.
pub(crate) struct FaultyServer {
    url: String,
    task: JoinHandle<()>,
}

impl FaultyServer {
    pub(crate) async fn start(fault: impl Into<Fault>) -> Self {
        let fault = fault.into();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let task = tokio::spawn(async move {
            let mut stalled = Vec::new();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                stalled.extend(answer(stream, &fault).await);
            }
        });
        Self { url, task }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for FaultyServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The connection is given back if it shall stay open.
async fn answer(mut stream: TcpStream, fault: &Fault) -> Option<TcpStream> {
    read_request(&mut stream).await;
    soon(stream.write_all(&fault.answer)).await.unwrap();
    match fault.end {
        End::Closed => None,
        End::Reset => {
            stream.set_zero_linger().unwrap();
            None
        }
        End::Stalled => Some(stream),
    }
}

/// Reads the head of a request, of HTTP/1 or HTTP/2.
async fn read_request(stream: &mut TcpStream) {
    let head = read_until(stream, "\r\n\r\n").await;
    if !head.starts_with("PRI") {
        return;
    }
    read_until(stream, "SM\r\n\r\n").await;
    const HEADERS: u8 = 1;
    loop {
        let mut frame = [0; 9];
        soon(stream.read_exact(&mut frame)).await.unwrap();
        let [high, middle, low, kind, ..] = frame;
        let length = u32::from_be_bytes([0, high, middle, low]);
        let mut payload = vec![0; length as usize];
        soon(stream.read_exact(&mut payload)).await.unwrap();
        if kind == HEADERS {
            return;
        }
    }
}
