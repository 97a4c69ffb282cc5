use std::io;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use crate::{Answer, Lost};

/// A connection that can fail below HTTP and TLS.
pub(super) struct Wire {
    stream: TcpStream,
    failure: Failure,
}

/// What becomes of a connection, once that is decided.
#[derive(Clone, Default)]
pub(super) struct Failure(Arc<OnceLock<Ending>>);

/// The last bytes of a connection, which ends with a reset or as if all were well.
#[derive(Clone, Copy)]
struct Ending {
    bytes: &'static [u8],
    is_reset: bool,
}

impl Failure {
    /// Lets the connection fail in the way of this answer, instead of what HTTP writes next. `false`
    /// when it has none.
    pub(super) fn is_caused_by(&self, answer: Answer) -> bool {
        let (bytes, is_reset): (&[u8], _) = match answer {
            Answer::Reset | Answer::ResetRequest | Answer::Lost(Lost::Whole) => (b"", true),
            Answer::Lost(Lost::InHead) => (b"HTTP/1.1 20", true),
            Answer::Lost(Lost::InBody) => (
                b"HTTP/1.1 200 OK\r\ncontent-type: application/x-protobuf\r\ncontent-length: 20\r\n\r\n\x0a",
                false,
            ),
            Answer::Garbage => (b"\0\xffno HTTP at all\r\n\r\n", false),
            _ => return false,
        };
        let ending = Ending { bytes, is_reset };
        // Of two answers on one connection, which HTTP/2 can have, the first ends it.
        let _ = self.0.set(ending);
        true
    }
}

impl Wire {
    pub(super) fn new(stream: TcpStream, failure: Failure) -> Self {
        Self { stream, failure }
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let ending = self.failure.0.get().copied();
        let mut stream = Pin::new(&mut self.stream);
        let Some(ending) = ending else {
            return stream.poll_write(cx, bytes);
        };
        if !ending.bytes.is_empty() {
            // They are few: the buffer of a socket whose request was read takes them at once.
            ready!(stream.as_mut().poll_write(cx, ending.bytes))?;
        }
        if ending.is_reset {
            // What is closed without a wait for its last bytes is reset.
            SockRef::from(&*stream).set_linger(Some(Duration::ZERO))?;
        }
        // HTTP drops the connection at an error.
        Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
